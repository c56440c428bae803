using Fovea.Layers;
using Fovea.Papers.PsVit;
using Fovea.Tests.Oracles;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Tests.Papers.PsVit;

/// <summary>The parts of PS-ViT against the authors' code, on small tensors stored in full.</summary>
public class SamplingOracleTests
{
    public static TheoryData<string> Files => OracleFile.Named("micro_psvit*.json", except: "_backward.json");

    public static TheoryData<string> BackwardFiles => OracleFile.Named("micro_psvit*_backward.json");

    [Theory, MemberData(nameof(Files))]
    public void The_lookup_is_the_authors(string name)
    {
        using var scope = NewDisposeScope();
        var file = OracleFile.Read(name);
        var (features, points, offsets) = Inputs(file);
        foreach (var gamma in new[] { 1, .1 })
        {
            var expected = file.Tensor("progressive_sample", Invariant($"gamma{gamma}"));
            foreach (var gradient in Enum.GetValues<SamplingGradient>())
            {
                expected.AssertEquals(PointSampling.Sample(features, points + offsets * gamma, gradient));
                expected.AssertEquals(PointSampling.Sample(features.clone().with_requires_grad(), points + offsets * gamma, gradient));
            }
        }
    }

    [Theory, MemberData(nameof(BackwardFiles))]
    public void The_released_gradient_is_the_authors(string name)
    {
        using var scope = NewDisposeScope();
        var file = OracleFile.Read(name);
        foreach (var gamma in new[] { 1, .1 })
            AssertGradients(name, file, gamma, SamplingGradient.AsReleased, ["official_backward", Invariant($"gamma{gamma}")]);
    }

    [Theory, MemberData(nameof(BackwardFiles))]
    public void The_exact_gradient_is_the_derivative(string name)
    {
        using var scope = NewDisposeScope();
        AssertGradients(name, OracleFile.Read(name), 1, SamplingGradient.Exact, ["true_autograd_gamma1"]);
    }

    [Theory, MemberData(nameof(Files))]
    public void An_iteration_is_the_authors(string name)
    {
        using var scope = NewDisposeScope();
        var file = OracleFile.Read(name);
        var (features, points, offsets) = Inputs(file);
        var layer = Layer(file);
        Check(layer.call(features, points, offsets, file.Tensor("layer", "pre_out").Values().to(float32)), "with_pre_and_offset");
        Check(layer.call(features, points, null, null), "first_iteration");

        void Check((Tensor Tokens, Tensor Points) output, string expected)
        {
            file.Tensor("layer", expected, "feat").AssertEquals(output.Tokens);
            file.Tensor("layer", expected, "out_offset").AssertEquals(layer.Offsets(output.Tokens));
            file.Tensor("layer", expected, "sample_point").AssertEquals(output.Points);
        }
    }

    [Theory, MemberData(nameof(Files))]
    public void A_bottleneck_is_the_authors(string name)
    {
        using var scope = NewDisposeScope();
        var file = OracleFile.Read(name);
        var input = file.Tensor("bottleneck", "x").Values().to(float32);
        var (middle, output) = (file.Tensor("bottleneck", "params", "conv1.weight").Shape[0], file.Tensor("bottleneck", "y").Shape[1]);
        var block = new Bottleneck((int)input.shape[1], (int)middle, (int)output);
        Fill(block, file, "bottleneck", "micro.bottleneck.");
        block.eval();
        file.Tensor("bottleneck", "y").AssertEquals(block.call(input));
    }

    [Theory, MemberData(nameof(Files))]
    public void Points_start_where_and_in_the_order_the_authors_have_them(string name)
    {
        using var points = PointSampling.InitialPoints(14, 56);
        OracleFile.Read(name).Tensor("initial_points_56_14").AssertEquals(points);
    }

    private static (Tensor Features, Tensor Points, Tensor Offsets) Inputs(OracleFile file) => (
        file.Tensor("progressive_sample", "feat").Values().to(float32),
        file.Tensor("progressive_sample", "point").Values().to(float32),
        file.Tensor("progressive_sample", "offset").Values().to(float32));

    private static void AssertGradients(string name, OracleFile file, double gamma, SamplingGradient gradient, string[] expected)
    {
        var (features, points, offsets) = Inputs(OracleFile.Read(name.Replace("_backward", "")));
        features.requires_grad = offsets.requires_grad = true;
        PointSampling.Sample(features, points + offsets * gamma, gradient).backward([file.Tensor("grad_out").Values().to(float32)]);
        file.Tensor([.. expected, "grad_input"]).AssertEquals(features.grad!);
        file.Tensor([.. expected, "grad_offset"]).AssertEquals(offsets.grad!);
    }

    private static SamplingLayer Layer(OracleFile file)
    {
        var stored = file.At("layer");
        var side = stored.GetProperty("feat_size").GetInt32();
        var width = (int)file.Tensor("layer", "params", "position_layer.bias").Shape[0];
        var options = new PsVitOptions
        {
            ImageSize = 4 * side,
            Encoder = new(width, stored.GetProperty("heads").GetInt32()) { MlpRatio = stored.GetProperty("mlp_ratio").GetInt32() },
        };
        Assert.Equal(side, options.MapSide);
        var layer = new SamplingLayer(options, nn.Linear(2, width), predictsOffsets: true);
        Fill(layer, file, "layer", "micro.layer.");
        layer.eval();
        return layer;
    }

    /// <summary>Fills a module by the formula, which must give the parameters stored under the module's own names.</summary>
    private static void Fill(nn.Module module, OracleFile file, string part, string prefix)
    {
        file.Formula.Fill(module, prefix);
        var state = module.state_dict();
        Assert.Equal(file.Tensors(part, "params").Select(entry => entry.Name), state.Keys);
        foreach (var (key, expected) in file.Tensors(part, "params")) expected.AssertEquals(state[key]);
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
