using Fovea.Counting;
using Fovea.Papers.PsVit;
using static TorchSharp.torch;

namespace Fovea.Tests.Papers.PsVit;

/// <summary>Parameters and operations to the last one, and as the paper prints them.</summary>
public class PsVitCountTests
{
    public static TheoryData<string, PsVitOptions, long, long> Exact => new()
    {
        { "Ti/14", PsVitOptions.Ti, 4_777_902, 1_586_928_320 },
        { "Ti/14, shared", PsVitOptions.Ti with { SharedWeights = true }, 3_666_026, 1_586_928_320 },
        { "B/10", PsVitOptions.B with { Points = 10 }, 21_344_302, 3_124_384_128 },
        { "B/12", PsVitOptions.B with { Points = 12 }, 21_344_302, 4_151_508_864 },
        { "B/14", PsVitOptions.B, 21_344_302, 5_419_057_536 },
        { "B/14, shared", PsVitOptions.B with { SharedWeights = true }, 16_908_714, 5_419_057_536 },
        { "B/16", PsVitOptions.B with { Points = 16 }, 21_344_302, 6_953_867_136 },
        { "B/18", PsVitOptions.B with { Points = 18 }, 21_344_302, 8_786_903_424 },
    };

    [Theory, MemberData(nameof(Exact))]
    public void A_model_has_as_many_parameters_and_flops_as_the_authors(string name, PsVitOptions options, long parameters, long flops) =>
        Assert.Equal((name, parameters, flops), (name, Counts(options).Parameters, Counts(options).Flops));

    /// <summary>Table 6, "to keep the computational complexity unchanged": within .3%.</summary>
    [Theory]
    [InlineData(1, 21_341_992, 5.4235)]
    [InlineData(10, 21_348_922, 5.4102)]
    public void More_iterations_in_place_of_layers_leave_the_cost_nearly_unchanged(int iterations, long parameters, double billions)
    {
        var found = Counts(PsVitOptions.B with { Iterations = iterations });
        Assert.Equal((parameters, billions), (found.Parameters, Math.Round(found.Flops / 1e9, 4)));
    }

    /// <summary>Tables 2, 3, 5 and 8.</summary>
    [Theory]
    [InlineData("ti", 14, false, 4.8, 1.6)]
    [InlineData("ti", 14, true, 3.7, 1.6)]
    [InlineData("b", 10, false, 21.3, 3.1)]
    [InlineData("b", 10, true, 16.9, 3.1)]
    [InlineData("b", 12, false, 21.3, 4.2)]
    [InlineData("b", 12, true, 16.9, 4.2)]
    [InlineData("b", 14, false, 21.3, 5.4)]
    [InlineData("b", 14, true, 16.9, 5.4)]
    [InlineData("b", 16, false, 21.3, 7.0)]
    [InlineData("b", 18, false, 21.3, 8.8)]
    public void Tables_print_the_models_parameters_and_flops(string model, int points, bool shared, double millions, double billions)
    {
        var options = (model == "ti" ? PsVitOptions.Ti : PsVitOptions.B) with { Points = points, SharedWeights = shared };
        var found = Counts(options);
        Assert.Equal((millions, billions), (Math.Round(found.Parameters / 1e6, 1), Math.Round(found.Flops / 1e9, 1)));
    }

    public static TheoryData<string, VitOptions, long, double, double> Vits => new()
    {
        { "DeiT-Ti", VitOptions.DeitTi, 5_717_416, 5.7, 1.3 },
        { "DeiT-S", VitOptions.DeitS, 22_050_664, 22.1, 4.6 },
        { "DeiT-B", VitOptions.DeitB, 86_567_656, 86.6, 17.6 },
        { "ViT-B/16", VitOptions.VitB, 86_859_496, 86.9, 55.5 },
    };

    /// <summary>Table 3 prints 86.4 for both B models, where the architectures have 86.6 and 86.9.</summary>
    [Theory, MemberData(nameof(Vits))]
    public void A_vit_has_its_parameters_and_flops(string name, VitOptions options, long parameters, double millions, double billions)
    {
        using var model = Blueprint.Of(() => new VitModel(options));
        Assert.Equal((name, parameters), (name, Parameters.Count(model)));
        Assert.Equal((millions, billions), (Math.Round(parameters / 1e6, 1), Math.Round(Flops(model, options.ImageSize) / 1e9, 1)));
    }

    [Fact]
    public void The_vit_of_table_7_has_the_layers_channels_heads_and_tokens_of_its_ps_vit()
    {
        var options = VitOptions.Like(PsVitOptions.B);
        Assert.Equal((PsVitOptions.B.Depth, PsVitOptions.B.Encoder, PsVitOptions.B.Points), (options.Depth, options.Encoder, options.PatchesPerSide));
        using var model = Blueprint.Of(() => new VitModel(options));
        var layers = Operations.Of(model, 1, 3, 224, 224).Where(op => op.Where.StartsWith("blocks.") && op.Kind == OpKind.LinearMac);
        Assert.Equal(14 * 10.0 * 384 * 384 * 197, layers.Sum(op => op.Amount));
    }

    [Fact]
    public void The_small_model_of_cifar_10_has_594_thousand_parameters() => Assert.Equal(593_776, Counts(SmallPsVit.Plain).Parameters);

    private static (long Parameters, double Flops) Counts(PsVitOptions options)
    {
        using var model = Blueprint.Of(() => new PsVitModel(options));
        return (Parameters.Count(model), Flops(model, options.ImageSize));
    }

    private static double Flops(nn.Module model, int side) => Operations.Of(model, 1, 3, side, side).Cost(Conventions.PsVit);
}
