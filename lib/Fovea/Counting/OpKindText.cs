namespace Fovea.Counting;

/// <summary>Kinds of operations as a reader of a table sees them.</summary>
public static class OpKindText
{
    /// <summary>What is counted, in the plural: "multiply-adds of convolutions".</summary>
    public static string Words(this OpKind kind) => kind switch
    {
        OpKind.ConvMac => "multiply-adds of convolutions",
        OpKind.LinearMac => "multiply-adds of linear layers",
        OpKind.MatmulMac => "multiply-adds of products of activations",
        OpKind.ConvBias => "biases of convolutions",
        OpKind.LinearBias => "biases of linear layers",
        OpKind.Add => "additions",
        OpKind.Multiply => "multiplications",
        OpKind.Relu => "ReLUs",
        OpKind.Gelu => "GELUs",
        OpKind.Sigmoid => "sigmoids",
        OpKind.Dropout => "dropout",
        OpKind.Softmax => "softmax",
        OpKind.BatchNorm => "batch normalisation",
        OpKind.LayerNorm => "layer normalisation",
        OpKind.PlainLayerNorm => "layer normalisation without scale and shift",
        OpKind.GroupNorm => "group normalisation",
        OpKind.Pool => "pooled values",
        OpKind.Reduce => "reduced values",
        OpKind.Gather => "picked values",
        OpKind.Sort => "sorted values",
        OpKind.BilinearLookup => "interpolated values",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such kind."),
    };
}
