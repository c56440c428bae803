using Fovea.Counting;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Papers.StochasticSampling;

/// <summary>What a <see cref="SmallModel"/> says something of.</summary>
public enum SmallHead
{
    /// <summary>Each token: [B, outputs, H / 8, W / 8].</summary>
    Tokens,

    /// <summary>The image: [B, outputs], the mean of what is said of its tokens.</summary>
    Image,
}

/// <summary>A <see cref="SmallSampledBackbone"/> and a 1x1 convolution: a detector that says something of every token, or a classifier.</summary>
public sealed class SmallModel : Module<Tensor, Tensor>, ICounted
{
    private readonly SmallSampledBackbone backbone;
    private readonly Conv2d head;
    private readonly SamplingOptions? sampling;
    private readonly SmallHead kind;
    private Tensor? sparseLoss;

    /// <param name="sampling">Null where nothing is sampled.</param>
    /// <param name="outputs">Numbers that are said of a token or image.</param>
    /// <param name="kind">Of which.</param>
    /// <exception cref="ArgumentException">The options do not hold together.</exception>
    public SmallModel(SamplingOptions? sampling, int outputs, SmallHead kind) : base(nameof(SmallModel))
    {
        (backbone, head) = (new(sampling), Conv2d(SmallSampledBackbone.Channels, outputs, 1));
        (this.sampling, this.kind) = (sampling, kind);
        RegisterComponents();
    }

    /// <summary>The densities of a model that samples nothing: all positions of all bottlenecks.</summary>
    public static IReadOnlyList<Density> Everything { get; } = [.. Enumerable.Repeat(new Density(1, 1), SmallSampledBackbone.Blocks.Sum())];

    /// <summary>The mean of the bottlenecks' sparse losses over what was last done in training; null before, and where nothing is sampled.</summary>
    public Tensor? SparseLoss => sparseLoss;

    /// <summary>What the masks have sampled in evaluation.</summary>
    public DensityMeter Densities { get; } = new();

    /// <summary>The bottlenecks, in order.</summary>
    public IEnumerable<SampledBottleneck> Bottlenecks => backbone.Bottlenecks;

    /// <inheritdoc/>
    public override Tensor forward(Tensor images)
    {
        using var scope = NewDisposeScope();
        var output = Look(images);
        if (!training) Densities.Add(output.Masks);
        else if (output.Masks.Count > 0)
        {
            sparseLoss?.Dispose();
            sparseLoss = output.SparseLoss.DetachFromDisposeScope();
        }
        var tokens = head.call(output.Features[^1]);
        return (kind == SmallHead.Tokens ? tokens : tokens.mean([2, 3])).MoveToOuterDisposeScope();
    }

    /// <summary>Features and masks.</summary>
    /// <param name="images">[B, 3, H, W].</param>
    public BackboneOutput Look(Tensor images) => backbone.call(images);

    /// <inheritdoc/>
    public long[] Count(Tally tally, long[] images)
    {
        var tokens = tally.Through(nameof(head), head, tally.Through(nameof(backbone), backbone, images));
        return kind == SmallHead.Tokens ? tokens : tokens[..2];
    }

    /// <summary>Multiply-accumulates of the backbone for one image, as the paper counts them, at densities.</summary>
    /// <param name="side">Of the image, in pixels.</param>
    /// <param name="densities">One for each bottleneck.</param>
    public double Cost(int side, IReadOnlyList<Density> densities) => backbone.Operations([1, 3, side, side], densities).Cost(Conventions.StochasticSampling);

    /// <summary>What <see cref="Cost"/> is where the weights that are zero cost nothing: <see cref="Pruning.Cost"/>.</summary>
    /// <inheritdoc cref="Cost"/>
    public double PrunedCost(int side, IReadOnlyList<Density> densities) => Pruning.Cost(backbone, backbone.Operations([1, 3, side, side], densities));

    /// <summary>Prunes the backbone: <see cref="Pruning.Prune"/>.</summary>
    /// <param name="ratio">The share of weights, from 0 to 1.</param>
    public void Prune(double ratio) => Pruning.Prune(backbone, ratio);

    /// <summary>A model of the same weights, on the CPU.</summary>
    public SmallModel Copy() => CopyWith(sampling);

    /// <summary>
    /// A copy whose masks sample as much as is asked, but anywhere, whatever is in the image: the control of where masks sample.
    /// </summary>
    /// <param name="densities">One for each bottleneck.</param>
    /// <exception cref="InvalidOperationException">This model has no masks.</exception>
    public SmallModel Randomised(IReadOnlyList<Density> densities)
    {
        if (sampling is null) throw new InvalidOperationException("a model without masks has none to randomise");
        var copy = CopyWith(sampling with { Gate = Gate.Stochastic });
        using var _ = no_grad();
        foreach (var (block, density) in copy.Bottlenecks.Zip(densities))
            foreach (var (mask, share) in new[] { ("conv1_mask", density.First), ("conv2_mask", density.Second) })
            {
                var conv = (Conv2d)block.Parts[mask];
                init.zeros_(conv.weight);
                init.constant_(conv.bias!, BiasFor(share, sampling.GridInterval));
            }
        return copy;
    }

    /// <summary>The bias at which masks whose weights are zero sample so much.</summary>
    /// <param name="density">The share of positions, those of the grid prior included.</param>
    /// <param name="interval">Of the grid prior; 0 for none.</param>
    internal static double BiasFor(double density, int interval)
    {
        var grid = interval > 0 ? 1.0 / (interval * interval) : 0;
        var drawn = Math.Clamp((density - grid) / (1 - grid), 1e-6, 1 - 1e-6);
        return Math.Log(drawn / (1 - drawn));
    }

    private SmallModel CopyWith(SamplingOptions? masks)
    {
        var copy = new SmallModel(masks, (int)head.out_channels, kind);
        copy.load_state_dict(state_dict());
        copy.eval();
        return copy;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) sparseLoss?.Dispose();
        base.Dispose(disposing);
    }
}
