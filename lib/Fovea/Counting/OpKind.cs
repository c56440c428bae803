namespace Fovea.Counting;

/// <summary>What an operation does, told apart as far as some paper's convention does; each comment says what one unit is.</summary>
/// <remarks>
/// Moving values (views, copies, concatenation), comparing them and working out indices are not counted by any paper and have no kind.
/// </remarks>
public enum OpKind
{
    /// <summary>A multiplication and its addition in a convolution; a 1x1 convolution is one, and so is a depthwise one.</summary>
    ConvMac,

    /// <summary>A multiplication and its addition in a linear layer.</summary>
    LinearMac,

    /// <summary>A multiplication and its addition in a product of two activations, such as QK^T or attention times V.</summary>
    MatmulMac,

    /// <summary>An output element of a convolution with a bias.</summary>
    ConvBias,

    /// <summary>An output element of a linear layer with a bias.</summary>
    LinearBias,

    /// <summary>An element of a sum or difference.</summary>
    Add,

    /// <summary>An element of an elementwise product or quotient.</summary>
    Multiply,

    /// <summary>An element.</summary>
    Relu,

    /// <summary>An element.</summary>
    Gelu,

    /// <summary>An element.</summary>
    Sigmoid,

    /// <summary>An element; evaluation passes it through, and conventions that count it do so all the same.</summary>
    Dropout,

    /// <summary>An element.</summary>
    Softmax,

    /// <summary>An input element.</summary>
    BatchNorm,

    /// <summary>An input element of a normalisation with scale and shift.</summary>
    LayerNorm,

    /// <summary>An input element of a normalisation without scale and shift.</summary>
    PlainLayerNorm,

    /// <summary>An input element.</summary>
    GroupNorm,

    /// <summary>A value that a pooling window reads.</summary>
    Pool,

    /// <summary>A value that a mean or sum over a dimension reads.</summary>
    Reduce,

    /// <summary>An element picked by index.</summary>
    Gather,

    /// <summary>An element put in order, or ranked for the k largest.</summary>
    Sort,

    /// <summary>An element interpolated from the four around a point.</summary>
    BilinearLookup,
}
