namespace Fovea.Data;

/// <summary>The first images of a source.</summary>
/// <param name="source">All of them.</param>
/// <param name="count">How many at most.</param>
internal sealed class FirstImages(IImageSource source, int count) : IImageSource
{
    /// <inheritdoc/>
    public int Count => Math.Min(count, source.Count);

    /// <inheritdoc/>
    public IReadOnlyList<string> Classes => source.Classes;

    /// <inheritdoc/>
    public int Label(int index) => source.Label(index);

    /// <inheritdoc/>
    public Image Read(int index) => source.Read(index);
}
