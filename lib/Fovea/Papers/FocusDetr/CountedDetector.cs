using Fovea.Counting;
using Fovea.Data;
using Fovea.Data.Coco;

namespace Fovea.Papers.FocusDetr;

/// <summary>A detector that is built, without values, to be counted.</summary>
/// <param name="options">What to build.</param>
/// <param name="backbone">Its backbone; ResNet-50 where null.</param>
public sealed class CountedDetector(FocusDetrOptions options, Func<IPyramidBackbone>? backbone = null)
{
    // Of the images by which the release of Sparse DETR reports: the first 100 of val2017, of which its script returns the last.
    private static readonly (int Width, int Height) Last = (1066, 800);

    private static readonly OpKind[] Multiplications = [OpKind.ConvMac, OpKind.LinearMac, OpKind.MatmulMac];

    private readonly Lazy<FocusDetrModel> _model = new(() => Blueprint.Of(() => new FocusDetrModel(options, (backbone ?? ResidualNetwork.Fifty)())));

    /// <summary>Learnt numbers, in millions; frozen normalisations have none.</summary>
    public decimal Parameters => Counting.Parameters.Count(_model.Value) / 1e6m;

    /// <summary>GFLOPs over the first 100 images of COCO val2017, a mean, by the paper's own counter.</summary>
    public decimal Mean => MeanOf(operations => operations.Cost(Conventions.FocusDetr));

    /// <summary>GFLOPs over the same images, by Sparse DETR's counter.</summary>
    public decimal MeanBySparseDetr => MeanOf(operations => operations.Cost(Conventions.SparseDetr));

    /// <summary>GFLOPs of one image of 800 x 1066 pixels, by Sparse DETR's counter: what its script gives.</summary>
    public decimal OfTheLastImage => (decimal)Counted(Last.Width, Last.Height).Cost(Conventions.SparseDetr) / 1e9m;

    /// <summary>Giga multiply-accumulates of a part of the transformer, a mean over the same images.</summary>
    /// <param name="part"><c>encoder</c> or <c>decoder</c>, heads included.</param>
    public decimal Products(string part) => MeanOf(operations =>
        operations.Where(op => op.Where.StartsWith($"transformer.{part}", StringComparison.Ordinal) && Multiplications.Contains(op.Kind)).Sum(op => op.Amount));

    private decimal MeanOf(Func<Operations, double> cost) => (decimal)ImageSizes.First100OfVal2017.Mean((width, height) =>
    {
        var size = ResizeRule.Detr.SizeOf(width, height);
        return cost(Counted(size.Width, size.Height));
    }) / 1e9m;

    private Operations Counted(int width, int height) => Operations.Of(_model.Value, 1, 3, height, width);
}
