namespace Fovea.Data;

/// <summary>Images with the objects in them, read one by one; any number of threads may.</summary>
public interface IAnnotatedImages
{
    /// <summary>How many images.</summary>
    int Count { get; }

    /// <summary>An image, RGB, and what is in it.</summary>
    /// <exception cref="ImageException">Its file cannot be used: the message names it.</exception>
    AnnotatedImage Read(int index);
}
