using Fovea.Counting;
using Fovea.Detection.Detr;
using Fovea.Tests.Counting;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Tests.Detection.Detr;

/// <summary>Parameters and operations to the last one.</summary>
public class DetrCountTests
{
    /// <summary>The cost of Table 1 of PnP-DETR, whose counter's formula a, b, c and the decoder's constant are.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(25, 34)]
    [InlineData(34, 25)]
    public void Encoder_and_decoder_cost_what_the_authors_counter_finds(int height, int width)
    {
        using var model = Blueprint.Of(() => new DetrModel(DetrOptions.R50));
        var costs = Operations.Of(model, 1, 3, 32 * height, 32 * width).Grouped(2).GroupBy(op => op.Where)
            .ToDictionary(part => part.Key, part => part.Sum(Conventions.PnpDetr.Cost));
        double tokens = height * width;
        Assert.Equal(3_360 * tokens * tokens + 7_918_080 * tokens, costs["transformer.encoder"]);
        Assert.Equal(1_127_040 * tokens + 904_972_800, costs["transformer.decoder"]);
    }

    public static TheoryData<string, DetrOptions> Detrs => new()
    {
        { "small", DetrOptions.Small },
        { "dilated", DetrOptions.Small with { Backbone = DetrOptions.Small.Backbone with { DilatedLast = true, Blocks = [1, 2, 1, 2] } } },
        { "stride first", DetrOptions.Small with { Backbone = DetrOptions.Small.Backbone with { Stride = Fovea.Layers.ResNetStride.First } } },
        { "pre-norm", DetrOptions.Small with { Transformer = DetrOptions.Small.Transformer with { PreNorm = true, Activation = Activation.Gelu } } },
    };

    // Learnt positions, since sines are worked out and not counted.
    [Theory, MemberData(nameof(Detrs))]
    public void A_detr_executes_what_it_states(string name, DetrOptions options)
    {
        using var model = new DetrModel(options with { LearnedPositions = true });
        AssertSame(name, model, (images, padding) => model.call(images, padding));
    }

    [Fact]
    public void A_panoptic_detr_executes_what_it_states()
    {
        using var model = new PanopticModel(new(DetrOptions.Small with
        {
            LearnedPositions = true, Transformer = DetrOptions.Small.Transformer with { Width = 128, Heads = 8 },
        }));
        AssertSame("panoptic", model, (images, padding) => model.call(images, padding));
    }

    [Fact]
    public void The_small_detr_has_a_hundredth_of_the_parameters()
    {
        using var small = Blueprint.Of(() => new DetrModel(DetrOptions.Small));
        using var large = Blueprint.Of(() => new DetrModel(DetrOptions.R50));
        Assert.InRange(Parameters.Count(small) / (double)Parameters.Count(large), .005, .015);
    }

    // Of two images, so that a forgotten batch shows.
    private static void AssertSame(string name, nn.Module model, Action<Tensor, Tensor> run)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        model.eval();
        var (images, padding) = (zeros(2, 3, 70, 100), zeros([2, 70, 100], @bool));
        var executed = ExecutedOperators.Of(() => run(images, padding));
        Assert.Equal([name], ExecutedCountTests.Differences(Operations.Of(model, 2, 3, 70, 100), executed).Prepend(name));
    }
}
