using Fovea.Layers;
using Fovea.Papers.StochasticSampling;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fovea.Tests.Papers.StochasticSampling;

/// <summary>What the parts of a bottleneck compute, run one by one in evaluation with the noise off.</summary>
internal sealed record BottleneckTrace(IReadOnlyList<(string Name, Tensor Tensor)> Parts, Density Density)
{
    public static BottleneckTrace Of(SampledBottleneck block, Tensor features)
    {
        var parts = block.named_modules().ToDictionary(part => part.name, part => part.module);
        Tensor Run<T>(string part, Tensor input) where T : nn.Module<Tensor, Tensor> => ((T)parts[part]).call(input);
        var traced = new List<(string, Tensor)>();
        Tensor Traced(string name, Tensor tensor)
        {
            traced.Add((name, tensor));
            return tensor;
        }
        Tensor Mask(string conv) => Traced($"{conv}_mask_used",
            ((GumbelGate)parts[$"{conv}_gumbel"]).call(Traced($"{conv}_mask_logits", Run<Conv2d>($"{conv}_mask", features))).Mask);
        Tensor Interpolated(string conv, Tensor before, Tensor mask) => Traced($"{conv}_feature_interpolated",
            Interpolation.Apply(Traced($"{conv}_feature_before", before), mask, block.get_parameter($"{conv}_sigma")!, block.Options.Sampling!.Window));

        var (first, second) = (Mask("conv1"), Mask("conv2"));
        var inner = Interpolated("conv1", Run<BatchNorm2d>("bn1", Run<Conv2d>("conv1", features)).relu(), first);
        inner = Run<BatchNorm2d>("bn2", Convolved()).relu();
        Interpolated("conv2", inner, second);
        return new(traced, new((first > 0).@float().mean().ToDouble(), (second > 0).@float().mean().ToDouble()));

        Tensor Convolved()
        {
            if (block.Options.Deformation == Deformation.None) return Run<Conv2d>("conv2", inner);
            var offsets = Traced("conv2_offset", Run<Conv2d>("conv2_offset", features));
            var weights = block.Options.Deformation == Deformation.Modulated ? offsets[.., 18..].sigmoid() : null;
            return DeformableConvolution.Apply(inner, offsets[.., ..18], ((Conv2d)parts["conv2"]).weight, null,
                block.Options.Stride, block.Options.Dilation, block.Options.Dilation, weights);
        }
    }
}
