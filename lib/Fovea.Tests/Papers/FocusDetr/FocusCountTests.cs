using Fovea.Counting;
using Fovea.Papers.FocusDetr;
using Fovea.Tests.Counting;
using static TorchSharp.torch;

namespace Fovea.Tests.Papers.FocusDetr;

/// <summary>Operations as the paper's rows have them.</summary>
public class FocusCountTests
{
    public static TheoryData<string, FocusDetrOptions, int, int, double> Exact => new()
    {
        { "Deformable DETR, one stage", FocusDetrOptions.DeformableOneStage, 850, 1040, 172.932 },
        { "Deformable DETR, two stages", FocusDetrOptions.Deformable, 850, 1040, 177.331 },
        { "Sparse DETR .1", FocusDetrOptions.SparseDetr(.1), 800, 1066, 105.355 },
        { "Sparse DETR .2", FocusDetrOptions.SparseDetr(.2), 800, 1066, 112.915 },
        { "Sparse DETR .3", FocusDetrOptions.SparseDetr(.3), 800, 1066, 120.475 },
        { "Sparse DETR .4", FocusDetrOptions.SparseDetr(.4), 800, 1066, 128.035 },
        { "Sparse DETR .5", FocusDetrOptions.SparseDetr(.5), 800, 1066, 135.595 },
    };

    [Theory, MemberData(nameof(Exact))]
    public void Rows_of_sparse_detr_are_met_to_the_third_digit(string name, FocusDetrOptions options, int height, int width, double expected)
    {
        using var model = Blueprint.Of(() => new FocusDetrModel(options));
        Assert.Equal((name, expected), (name, Math.Round(Operations.Of(model, 1, 3, height, width).Cost(Conventions.SparseDetr) / 1e9, 3)));
    }

    /// <summary>Tables 1 and 6: means over the first 100 images of val2017, which are within 1.2 G of 128, 141, 154, 169, 183, and of 126, 139, 152, 166, 181.</summary>
    [Theory]
    [InlineData(.1, 127.0, 126.0)]
    [InlineData(.2, 140.8, 139.6)]
    [InlineData(.3, 154.5, 153.1)]
    [InlineData(.4, 168.2, 166.6)]
    [InlineData(.5, 182.0, 180.1)]
    public void Rows_of_focus_detr_and_of_dino_with_sparse_detr_are_means_over_val2017(double keep, double focus, double sparse)
    {
        Assert.Equal(focus, (double)Math.Round(new CountedDetector(FocusDetrOptions.Focus(keep)).Mean, 1));
        Assert.Equal(sparse, (double)Math.Round(new CountedDetector(FocusDetrOptions.DinoSparse(keep)).Mean, 1));
    }

    /// <summary>Table 1's 279 G for DINO, and the 45% that Focus-DETR saves on it.</summary>
    [Fact]
    public void The_cost_of_dino_is_that_of_one_large_image_and_no_mean()
    {
        using var dino = Blueprint.Of(() => new FocusDetrModel(FocusDetrOptions.Dino));
        double Flops(int height, int width) => Operations.Of(dino, 1, 3, height, width).Cost(Conventions.FocusDetr) / 1e9;
        var mean = new CountedDetector(FocusDetrOptions.Dino).Mean;
        Assert.Equal((244.4m, 278.2, 278.2), (Math.Round(mean, 1), Math.Round(Flops(800, 1280), 1), Math.Round(Flops(1280, 800), 1)));
        Assert.Equal(36.8m, Math.Round(100 * (1 - new CountedDetector(FocusDetrOptions.Focus(.3)).Mean / mean), 1));
    }

    /// <summary>Table 1 prints 48 M for Focus-DETR and Table 2 67 M with ResNet-101.</summary>
    [Fact]
    public void The_parameters_printed_for_focus_detr_leave_out_the_dual_attention()
    {
        var without = FocusDetrOptions.Focus(.3) with { FineTokens = 0 };
        Assert.Equal((48m, 67m), (Math.Round(new CountedDetector(without).Parameters), Math.Round(new CountedDetector(without, ResidualNetwork.HundredAndOne).Parameters)));
        Assert.Equal((49.34m, 47.76m), (Math.Round(new CountedDetector(FocusDetrOptions.Focus(.3)).Parameters, 2), Math.Round(new CountedDetector(without).Parameters, 2)));
    }

    /// <summary>Section 3.4, with the decoder's self-attention, which eq. 4 leaves out.</summary>
    [Fact]
    public void By_the_papers_formulas_the_encoder_costs_less_than_it_says()
    {
        decimal Attention(decimal queries) => Complexity.DeformableAttention(4, 8, 256, queries);
        var decoder = Attention(900) + Complexity.SelfAttention(256, 900);
        Assert.Equal(5.5m, Math.Round(Attention(10_000) / decoder, 1));
        Assert.Equal(59.3m, Math.Round(100 * (.7m * Attention(10_000)) / (Attention(10_000) + decoder), 1));
        decimal Fine(decimal gamma) => Complexity.SelfAttention(256, 300) / (Attention(gamma * 10_000) + Attention(900));
        Assert.Equal((true, true, .016m), (Fine(.6m) > .025m, Fine(.61m) < .025m, Math.Round(Fine(1), 3)));
    }

    public static TheoryData<string, FocusDetrOptions> Small => new()
    {
        { "Focus-DETR", SmallFocus.Options },
        { "Sparse DETR's selector", SmallFocus.Sparse },
        { "tokens by chance", SmallFocus.Random },
        { "all tokens", SmallFocus.Dense },
        { "two stages", SmallFocus.TwoStage },
        { "one stage", SmallFocus.OneStage },
    };

    /// <summary>Of the kinds that the paper's counters weigh, and of activations: working out positions, masks and boxes is in no convention.</summary>
    [Theory, MemberData(nameof(Small))]
    public void A_detector_executes_what_it_states(string name, FocusDetrOptions options)
    {
        OpKind[] kinds =
        [
            .. Conventions.FocusDetr.Weights.Keys.Union(Conventions.SparseDetr.Weights.Keys),
            OpKind.ConvBias, OpKind.LinearBias, OpKind.Relu, OpKind.Gelu, OpKind.Softmax,
        ];
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        using var model = SmallFocus.Build(options);
        model.eval();
        var images = zeros(2, 3, 64, 80);
        var executed = ExecutedOperators.Of(() => model.call(images), others: true);
        var stated = Operations.Of(model, 2, 3, 64, 80);
        Assert.Equal(kinds.Select(kind => (name, kind, stated.Amount(kind))), kinds.Select(kind => (name, kind, executed.GetValueOrDefault(kind))));
    }
}
