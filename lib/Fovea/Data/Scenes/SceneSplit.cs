namespace Fovea.Data.Scenes;

/// <summary>A split of Digit Scenes. As an image source it labels a scene with the CIFAR-10 class of the photograph behind.</summary>
public sealed class SceneSplit : IImageSource
{
    private readonly LabelledImages images;

    internal SceneSplit(string name, string pixels, IReadOnlyList<Scene> scenes)
    {
        (Name, Scenes) = (name, scenes);
        images = LabelledImages.Open(pixels, [.. scenes.Select(scene => scene.Background)], Scene.Side, Scene.Side, channels: 3, Cifar10.Classes);
    }

    /// <summary><c>train</c>, <c>choose</c> or <c>report</c>.</summary>
    public string Name { get; }

    /// <summary>What is in each image.</summary>
    public IReadOnlyList<Scene> Scenes { get; }

    /// <inheritdoc/>
    public int Count => images.Count;

    /// <summary>Names of the photographs' classes: the stuff.</summary>
    public IReadOnlyList<string> Classes => images.Classes;

    /// <inheritdoc/>
    public int Label(int index) => images.Label(index);

    /// <inheritdoc/>
    public Image Read(int index) => images.Read(index);
}
