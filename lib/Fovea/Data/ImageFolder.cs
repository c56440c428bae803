namespace Fovea.Data;

/// <summary>
/// Image files in one folder a class, as ImageNet and its like are kept: the classes are the folders' names in ordinal
/// order, the images of a class its files in ordinal order, those in folders beneath included.
/// </summary>
public sealed class ImageFolder : IImageSource
{
    private static readonly string[] Extensions = [".jpeg", ".jpg", ".png"];

    private readonly (string Path, int Label)[] files;

    private ImageFolder(IReadOnlyList<string> classes, (string, int)[] files) => (Classes, this.files) = (classes, files);

    /// <inheritdoc/>
    public int Count => files.Length;

    /// <inheritdoc/>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>Lists the files of a folder; reads none of them.</summary>
    /// <exception cref="DataSetException">The folder is absent, has no class folder, or one of them has no image.</exception>
    public static ImageFolder Open(string path)
    {
        if (!Directory.Exists(path))
            throw new DataSetException($"{path} is no folder; expected one that holds a folder of images for each class");
        var classes = Directory.GetDirectories(path).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal).ToArray();
        if (classes.Length == 0)
            throw new DataSetException($"{path} holds no folder; expected one for each class, with {string.Join(", ", Extensions)} files in it");
        var files = classes.SelectMany((name, label) => Images(Path.Combine(path, name)).Select(file => (file, label))).ToArray();
        if (classes.Where((_, label) => !Array.Exists(files, file => file.label == label)).FirstOrDefault() is { } empty)
            throw new DataSetException($"{Path.Combine(path, empty)} holds no image; expected {string.Join(", ", Extensions)} files");
        return new ImageFolder(classes, files);
    }

    /// <summary>Where an image is.</summary>
    public string PathOf(int index) => files[index].Path;

    /// <inheritdoc/>
    public int Label(int index) => files[index].Label;

    /// <inheritdoc/>
    public Image Read(int index) => Image.Load(files[index].Path);

    private static IEnumerable<string> Images(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Where(file => Extensions.Contains(Path.GetExtension(file).ToLowerInvariant())).Order(StringComparer.Ordinal);
}
