namespace Fovea.Data;

/// <summary>Images with a class each, read one by one; any number of threads may.</summary>
public interface IImageSource
{
    /// <summary>How many images.</summary>
    int Count { get; }

    /// <summary>Names of the classes; a label is an index into them.</summary>
    IReadOnlyList<string> Classes { get; }

    /// <summary>The class of an image.</summary>
    int Label(int index);

    /// <summary>An image.</summary>
    /// <exception cref="ImageException">Its file cannot be used: the message names it.</exception>
    Image Read(int index);
}
