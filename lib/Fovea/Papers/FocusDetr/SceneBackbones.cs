using Fovea.Counting;
using Fovea.Detection;
using Fovea.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Papers.FocusDetr;

/// <summary>Which features of the small backbone a detector on Digit Scenes sees. Neither learns with it.</summary>
public enum SceneBackbone
{
    /// <summary>The last, 64 channels at stride 8, which see a quarter of a scene: they are pretrained for detection, so that an encoder adds little.</summary>
    Deep,

    /// <summary>Those after its second stage, 32 channels at stride 4, which see little more than a stroke: what belongs together is left to the encoder.</summary>
    Shallow,
}

/// <summary>A feature map that is given instead of images.</summary>
/// <param name="channels">Of the map.</param>
/// <param name="stride">Pixels a position.</param>
internal sealed class GivenMap(int channels, int stride) : Module(nameof(GivenMap)), IPyramidBackbone
{
    public IReadOnlyList<int> Channels { get; } = [channels];

    public IReadOnlyList<int> Strides { get; } = [stride];

    public IReadOnlyList<Tensor> Maps(Tensor images) => [images];

    public IReadOnlyList<long[]> CountMaps(Tally tally, long[] images) => [images];
}

/// <summary>The first two stages of the committed backbone, frozen.</summary>
internal sealed class ShallowBackbone : Module, IPyramidBackbone
{
    private readonly Sequential stages;

    public ShallowBackbone() : base(nameof(ShallowBackbone))
    {
        var whole = (Sequential)PretrainedBackbone.Load().children().Single();
        stages = Sequential(whole.children().Take(3).Cast<Module<Tensor, Tensor>>());
        RegisterComponents();
        foreach (var parameter in parameters()) parameter.requires_grad = false;
    }

    public IReadOnlyList<int> Channels { get; } = [SmallBackbone.Channels / 2];

    public IReadOnlyList<int> Strides { get; } = [SmallBackbone.Stride / 2];

    public IReadOnlyList<Tensor> Maps(Tensor images)
    {
        using var _ = no_grad();
        stages.eval(); // whatever its owner does: its batch normalisations keep their statistics
        return [stages.call(images)];
    }

    public IReadOnlyList<long[]> CountMaps(Tally tally, long[] images) => [tally.Through(nameof(stages), stages, images)];
}
