using static Fovea.Counting.OpKind;

namespace Fovea.Counting;

/// <summary>The conventions of the five papers, which agree on little more than that a multiplication with its addition is one.</summary>
public static class Conventions
{
    /// <summary>Vision Transformer with Progressive Sampling.</summary>
    public static Convention PsVit { get; } = new("ps-vit",
        "Tables 2, 3, 5 and 9; the text states no rule. Multiply-accumulates alone miss Table 5's n = 12, 16 and 18: "
        + "with 5 for each element that a batch or layer normalisation reads, every row is met to the printed digit",
        new Dictionary<OpKind, double>
        {
            [ConvMac] = 1, [LinearMac] = 1, [MatmulMac] = 1, [BatchNorm] = 5, [LayerNorm] = 5, [PlainLayerNorm] = 5,
        }) { Title = "PS-ViT" };

    /// <summary>PnP-DETR: Towards Efficient Visual Analysis with Transformers; its transformer, without the backbone.</summary>
    public static Convention PnpDetr { get; } = new("pnp-detr",
        "Table 1, by the counter of the authors' release: a linear layer's bias counts and a convolution's does not, "
        + "dropout counts in evaluation too, normalisation, sigmoid, gathering and sorting are free",
        new Dictionary<OpKind, double>
        {
            [ConvMac] = 1, [LinearMac] = 1, [MatmulMac] = 1, [LinearBias] = 1,
            [Add] = 1, [Multiply] = 1, [Relu] = 1, [Dropout] = 1, [Softmax] = 5,
        }) { Title = "PnP-DETR" };

    /// <summary>Less is More: Focus Attention for Efficient DETR, its own rows and those of DINO.</summary>
    public static Convention FocusDetr { get; } = new("focus-detr",
        "Tables 4 and 6, the rows of Focus-DETR and DINO: found by fitting them over the first 100 images of COCO val2017",
        new Dictionary<OpKind, double>
        {
            [ConvMac] = 1, [LinearMac] = 1, [MatmulMac] = 1, [BatchNorm] = 2, [LayerNorm] = 5, [GroupNorm] = 5,
        }) { Title = "Focus-DETR" };

    /// <summary>The rows of Sparse DETR in Focus-DETR's tables, which come from another counter.</summary>
    public static Convention SparseDetr { get; } = new("focus-detr, rows of Sparse DETR",
        "The counter of Sparse DETR's release: four for each element interpolated, nothing for batch normalisation",
        new Dictionary<OpKind, double>
        {
            [ConvMac] = 1, [LinearMac] = 1, [MatmulMac] = 1, [BilinearLookup] = 4, [LayerNorm] = 5, [GroupNorm] = 5,
        }) { Title = "Sparse DETR" };

    /// <summary>Spatially Adaptive Inference with Stochastic Feature Sampling and Interpolation.</summary>
    public static Convention StochasticSampling { get; } = new("stochastic-sampling",
        "Tables 1 and 5 of the appendix, by the counter of the authors' release: convolutions of the backbone, nothing else",
        new Dictionary<OpKind, double> { [ConvMac] = 1 }) { Title = "stochastic" };

    /// <summary>Learning Region Features for Object Detection.</summary>
    public static Convention RegionFeatures { get; } = new("region-features",
        "Tables 1 and 3: the products of its formulas",
        new Dictionary<OpKind, double> { [ConvMac] = 1, [LinearMac] = 1, [MatmulMac] = 1 }) { Title = "regions" };

    /// <summary>All of them, in the order of the papers.</summary>
    public static IReadOnlyList<Convention> All { get; } = [PnpDetr, FocusDetr, SparseDetr, PsVit, StochasticSampling, RegionFeatures];
}
