using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Benchmarks;

/// <summary>ResNet-50 (He et al. 2016) with the stride on the 3x3 convolutions, as torchvision has it.</summary>
internal sealed class ResNet50 : Module<Tensor, Tensor>
{
    private readonly Conv2d conv1 = Conv2d(3, 64, 7, stride: 2, padding: 3, bias: false);
    private readonly BatchNorm2d bn1 = BatchNorm2d(64);
    private readonly MaxPool2d maxpool = MaxPool2d(3, stride: 2, padding: 1);
    private readonly Sequential layers;
    private readonly Linear fc;

    public ResNet50() : base(nameof(ResNet50))
    {
        var blocks = new List<Module<Tensor, Tensor>>();
        var inputs = 64;
        foreach (var (planes, count, stride) in ((int, int, int)[])[(64, 3, 1), (128, 4, 2), (256, 6, 2), (512, 3, 2)])
            for (int i = 0; i < count; i++, inputs = 4 * planes)
                blocks.Add(new Bottleneck(inputs, planes, i == 0 ? stride : 1));
        layers = Sequential(blocks);
        fc = Linear(inputs, 1000);
        RegisterComponents();
    }

    /// <param name="x">Images, [N, 3, H, W].</param>
    /// <returns>Class scores, [N, 1000].</returns>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var stem = maxpool.call(bn1.call(conv1.call(x)).relu_());
        return fc.call(layers.call(stem).mean([2, 3])).MoveToOuterDisposeScope();
    }

    private sealed class Bottleneck : Module<Tensor, Tensor>
    {
        private readonly Conv2d conv1, conv2, conv3;
        private readonly BatchNorm2d bn1, bn2, bn3;
        private readonly Sequential? downsample;

        public Bottleneck(int inputs, int planes, int stride) : base(nameof(Bottleneck))
        {
            conv1 = Conv2d(inputs, planes, 1, bias: false);
            bn1 = BatchNorm2d(planes);
            conv2 = Conv2d(planes, planes, 3, stride: stride, padding: 1, bias: false);
            bn2 = BatchNorm2d(planes);
            conv3 = Conv2d(planes, 4 * planes, 1, bias: false);
            bn3 = BatchNorm2d(4 * planes);
            if (stride != 1 || inputs != 4 * planes)
                downsample = Sequential(Conv2d(inputs, 4 * planes, 1, stride: stride, bias: false), BatchNorm2d(4 * planes));
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            using var scope = NewDisposeScope();
            var y = bn1.call(conv1.call(x)).relu_();
            y = bn2.call(conv2.call(y)).relu_();
            y = bn3.call(conv3.call(y));
            y.add_(downsample is null ? x : downsample.call(x));
            return y.relu_().MoveToOuterDisposeScope();
        }
    }
}
