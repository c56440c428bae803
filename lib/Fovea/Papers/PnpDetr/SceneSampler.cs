using System.Runtime.InteropServices;
using Fovea.Counting;
using Fovea.Detection.Queries;
using static TorchSharp.torch;

namespace Fovea.Papers.PnpDetr;

/// <summary>A <see cref="PollPoolSampler"/> as the sampler of the small query detector.</summary>
public sealed class SceneSampler : TokenSampler
{
    private readonly PollPoolSampler poll_pool;
    private Tensor? penalty, scores;

    /// <exception cref="ArgumentException">The options do not hold together.</exception>
    public SceneSampler(SamplerOptions options) : base(nameof(SceneSampler))
    {
        poll_pool = new PollPoolSampler(options);
        RegisterComponents();
    }

    /// <summary>alpha: what is sampled next goes by it, with the same parameters.</summary>
    public double Alpha { get => poll_pool.Alpha; set => poll_pool.Alpha = value; }

    /// <summary><see cref="PollPoolSampler.ScoreLoss"/> of what was sampled last in training.</summary>
    public override Tensor? Penalty => penalty;

    /// <summary>Eq. 7: the scores of what was sampled last in training, [B, L]; null where nothing was scored.</summary>
    public Tensor? Scores => scores;

    /// <inheritdoc/>
    public override (Tensor Tokens, Tensor Positions) forward(Tensor features, Tensor positions, Tensor source)
    {
        using var scope = NewDisposeScope();
        var set = Set(features, positions, source);
        penalty?.Dispose();
        penalty = training ? poll_pool.ScoreLoss(set).DetachFromDisposeScope() : null;
        scores?.Dispose();
        scores = training ? set.Scores?.DetachFromDisposeScope() : null;
        return (set.Tokens.MoveToOuterDisposeScope(), set.Positions.MoveToOuterDisposeScope());
    }

    /// <summary>What is sampled, and how it was come by.</summary>
    /// <param name="features">[B, C, H, W].</param>
    /// <param name="positions">[B, C, H, W].</param>
    /// <param name="source">What the backbone gave, [B, channels, H, W].</param>
    public AbstractSet Set(Tensor features, Tensor positions, Tensor source) => poll_pool.call(
        new FeatureMap(features, positions, Images: poll_pool.Options.Selection == FineSelection.Random ? Numbers(source) : null));

    /// <summary>What a detector with such a sampler samples.</summary>
    /// <param name="detector">Whose <see cref="QueryDetector.Sampler"/> is a <see cref="SceneSampler"/>.</param>
    /// <param name="features">[B, channels, H, W].</param>
    public static AbstractSet Look(QueryDetector detector, Tensor features)
    {
        using var scope = NewDisposeScope();
        var (map, positions) = detector.Map(features);
        return ((SceneSampler)detector.Sampler!).Set(map, positions, features).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override long[] Count(Tally tally, long[] features) => tally.Through(nameof(poll_pool), poll_pool, features);

    // An image's number is the checksum of its first row of features, which no other image has.
    private static int[] Numbers(Tensor source)
    {
        using var scope = NewDisposeScope();
        var rows = source.detach().select(2, 0).flatten(1).cpu().contiguous();              // [B, channels, H, W] -> [B, channels W]
        var (values, size) = (rows.data<float>().ToArray(), (int)rows.shape[1]);
        return [.. values.Chunk(size).Select(row => (int)Crc32.Append(0, MemoryMarshal.AsBytes(row.AsSpan())))];
    }
}
