using Fovea.Counting;
using Fovea.Papers.FocusDetr;
using Fovea.Tests.Counting;
using Fovea.Tests.Engine;
using static TorchSharp.torch;

namespace Fovea.Tests.Papers.FocusDetr;

/// <summary>Operations as the paper's rows have them.</summary>
[Collection(nameof(Alone))]
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

    public static TheoryData<string, FocusDetrOptions> Small => new()
    {
        { "Focus-DETR", SmallFocus.Options },
        { "Sparse DETR's selector", SmallFocus.Sparse },
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
