using Fovea.Counting;
using Fovea.Data.Scenes;
using Fovea.Detection;
using Fovea.Layers;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Papers.FocusDetr;

/// <summary>
/// A <see cref="FocusDetrModel"/> as trials on Digit Scenes have their detectors: features of the frozen backbone, [B, 64, 16, 16], to
/// [decoder layers, B, Q, K + 4], logits of the classes and centre x, centre y, width and height as fractions of the image's.
/// </summary>
public sealed class SceneDetector : Module<Tensor, Tensor>, ICounted
{
    private readonly FocusDetrModel detector;
    private IReadOnlyList<DetectionTarget>? sought;

    /// <param name="options">What it is made of.</param>
    /// <exception cref="ArgumentException">The options do not hold together.</exception>
    public SceneDetector(FocusDetrOptions options) : base(nameof(SceneDetector))
    {
        detector = new FocusDetrModel(options, new GivenMap());
        RegisterComponents();
    }

    /// <summary>All that it saw when it was called last, as long as the caller's dispose scope keeps it; null before.</summary>
    public FocusDetrOutput? Seen { get; private set; }

    /// <summary>The denoising queries of that call, which come first in what it saw; null where it had none.</summary>
    public DenoisingQueries? Denoising { get; private set; }

    /// <summary>The shape of what it takes of one scene.</summary>
    public static long[] Input { get; } = [1, SmallBackbone.Channels, Scene.Side / SmallBackbone.Stride, Scene.Side / SmallBackbone.Stride];

    /// <summary>Says what is to be found in the images of the next call, for denoising queries, if the options have any.</summary>
    /// <param name="targets">B of them.</param>
    public void Seek(IReadOnlyList<DetectionTarget> targets) => sought = targets;

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        Denoising = sought is null ? null : detector.Denoise(sought)?.MoveToOuterDisposeScope();
        sought = null;
        var seen = detector.Detect(input, null, Denoising);
        var output = stack([.. seen.Layers.Select(layer => cat([layer.Logits, layer.Boxes], -1))], 0);
        Seen = seen.MoveToOuterDisposeScope();
        return output.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public long[] Count(Tally tally, long[] input)
    {
        var output = tally.Through(nameof(detector), detector, input);
        return [detector.Options.DecoderLayers, output[0], output[1], output[2] + 4];
    }

    /// <summary>The features that are given instead of images.</summary>
    private sealed class GivenMap() : Module(nameof(GivenMap)), IPyramidBackbone
    {
        public IReadOnlyList<int> Channels { get; } = [SmallBackbone.Channels];

        public IReadOnlyList<int> Strides { get; } = [SmallBackbone.Stride];

        public IReadOnlyList<Tensor> Maps(Tensor images) => [images];

        public IReadOnlyList<long[]> CountMaps(Tally tally, long[] images) => [images];
    }
}
