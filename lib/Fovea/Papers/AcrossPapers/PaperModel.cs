using Fovea.Counting;
using static TorchSharp.torch;

namespace Fovea.Papers.AcrossPapers;

/// <summary>A model of a paper as it is counted: on one image, with its backbone, in evaluation.</summary>
/// <param name="Paper">Its folder under <c>results/</c>.</param>
/// <param name="Name">For a reader; no two models have the same.</param>
/// <param name="Image">[1, 3, H, W].</param>
/// <param name="Count">States the operations. The model is built for it, without values, and is gone afterwards.</param>
public sealed record PaperModel(string Paper, string Name, long[] Image, Func<Operations> Count)
{
    /// <summary>A model whose forward pass states its operations.</summary>
    /// <param name="paper">Its folder under <c>results/</c>.</param>
    /// <param name="name">For a reader.</param>
    /// <param name="image">[1, 3, H, W].</param>
    /// <param name="build">Gives it.</param>
    public PaperModel(string paper, string name, long[] image, Func<nn.Module> build) : this(paper, name, image, () =>
    {
        using var model = Blueprint.Of(build);
        return Operations.Of(model, image);
    })
    {
    }

    /// <summary>The <see cref="Name"/> of the model that the paper sets it against and that works on all of the image alike; null where it is such a one.</summary>
    public string? Dense { get; init; }
}
