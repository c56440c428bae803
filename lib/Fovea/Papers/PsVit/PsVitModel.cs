using Fovea.Counting;
using Fovea.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Papers.PsVit;

/// <summary>What PS-ViT makes of a batch of images, and where it looked.</summary>
/// <param name="Logits">[B, classes].</param>
/// <param name="Points">p_1 to p_N as (y, x) in pixels of the feature map, [N, B, n * n, 2]; without gradients.</param>
public readonly record struct PsVitOutput(Tensor Logits, Tensor Points);

/// <summary>PS-ViT: Vision Transformer with Progressive Sampling (Fig. 4).</summary>
/// <remarks>
/// Images are [B, 3, S, S], normalised; the output is [B, classes]. Parameters have the names of the authors' release (yuexy/PS-ViT), so its
/// checkpoints load as they are, with <see cref="AttentionScale.Width"/>.
/// </remarks>
public sealed class PsVitModel : Module<Tensor, Tensor>, ICounted
{
    private readonly Parameter cls_token;
    private readonly Tensor point_coord;
    private readonly Linear pos_layer;
    private readonly Sequential stem;
    private readonly ModuleList<SamplingLayer> ps_layers;
    private readonly ModuleList<EncoderLayer> trans_layers;
    private readonly LayerNorm norm;
    private readonly Linear head;

    /// <exception cref="ArgumentException">The options do not hold together.</exception>
    public PsVitModel(PsVitOptions options) : base(nameof(PsVitModel))
    {
        options.Validate();
        Options = options;
        var (encoder, width) = (options.Encoder, options.Encoder.Width);
        cls_token = Initialisation.Learnt(1, 1, width);
        point_coord = PointSampling.InitialPoints(options.Points, options.MapSide).DetachFromDisposeScope();
        pos_layer = Linear(2, width);
        stem = Stem(options.Stem, width);
        ps_layers = ModuleList([.. Enumerable.Range(0, options.SharedWeights ? 1 : options.Iterations)
            .Select(t => new SamplingLayer(options, pos_layer, PredictsOffsets(t)))]);
        trans_layers = ModuleList([.. Enumerable.Range(0, options.Depth - options.Iterations).Select(_ => new EncoderLayer(encoder))]);
        norm = LayerNorm(width, encoder.NormEpsilon);
        head = Linear(width, options.Classes);
        RegisterComponents();
        Initialisation.Linears(this);
        foreach (var layer in ps_layers) layer.ResetOffsets();
    }

    /// <summary>What the model was made of.</summary>
    public PsVitOptions Options { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor images)
    {
        using var scope = NewDisposeScope();
        return Look(images).Logits.MoveToOuterDisposeScope();
    }

    /// <summary>Classifies images, and tells where it looked.</summary>
    /// <param name="images">[B, 3, S, S].</param>
    /// <param name="points">
    /// Where to look at each iteration in every image instead of following the offsets, [N, n * n, 2]; null to follow them.
    /// </param>
    /// <exception cref="ArgumentException">The images or the points have another shape.</exception>
    public PsVitOutput Look(Tensor images, Tensor? points = null)
    {
        Check.Images(images.shape, Options.ImageSize);
        if (points is not null)
            Check.That(points.shape.SequenceEqual([Options.Iterations, point_coord.shape[1], 2]), nameof(points),
                $"[{Options.Iterations}, {point_coord.shape[1]}, 2]", $"[{string.Join(", ", points.shape)}]");

        using var scope = NewDisposeScope();
        var (tokens, places) = SampleProgressively(stem.call(images), points ?? Scheduled());
        return new(Classify(tokens).MoveToOuterDisposeScope(), stack(places, 0).MoveToOuterDisposeScope());
    }

    /// <summary>The progressive sampling module, N times eq. 1, 3, 4 and 5.</summary>
    /// <param name="features">F, [B, C, H, W].</param>
    /// <param name="schedule">The points of each iteration, [N, n * n, 2]; null where offsets move them.</param>
    /// <returns>T_N, [B, n * n, C], and p_1 to p_N, each [B, n * n, 2].</returns>
    private (Tensor Tokens, List<Tensor> Points) SampleProgressively(Tensor features, Tensor? schedule)
    {
        var batch = features.shape[0];
        var points = point_coord.expand(batch, -1, -1);                         // p_1, [B, n * n, 2]
        Tensor? offsets = null, tokens = null;
        List<Tensor> places = [];
        for (var t = 0; t < Options.Iterations; t++)
        {
            if (schedule is not null) points = schedule[t].expand(batch, -1, -1);
            else if (t > 0) offsets = Layer(t - 1).Offsets(tokens!);
            (tokens, points) = Layer(t).call(features, points, offsets, tokens);
            places.Add(points);
        }
        return (tokens!, places);
    }

    /// <summary>Eq. 6: the class token before T_N, through the vision transformer module; the head reads the class token.</summary>
    /// <param name="tokens">T_N, [B, n * n, C].</param>
    /// <returns>[B, classes].</returns>
    private Tensor Classify(Tensor tokens)
    {
        tokens = cat([cls_token.expand(tokens.shape[0], -1, -1), tokens], 1);   // [B, 1 + n * n, C]
        foreach (var layer in trans_layers) tokens = layer.call(tokens);
        return head.call(norm.call(tokens).select(1, 0));                       // [B, 1 + n * n, C] -> [B, C] -> [B, classes]
    }

    private SamplingLayer Layer(int t) => ps_layers[Options.SharedWeights ? 0 : t];

    /// <summary>Whether the layer of iteration t predicts the offsets of the next; a shared layer does for all.</summary>
    private bool PredictsOffsets(int t) => Options.Shifts is null && t < Options.Iterations - 1;

    /// <summary>The points of the option Shifts, [N, n * n, 2]; null without it.</summary>
    private Tensor? Scheduled() => Options.Shifts is not { } shifts ? null
        : point_coord + tensor(shifts.SelectMany<Shift, double>(s => [s.Y, s.X]).ToArray(), point_coord.dtype, point_coord.device)
            .reshape(-1, 1, 2);                                                 // [1, n * n, 2] + [N, 1, 2]

    private static Sequential Stem(StemOptions options, int width)
    {
        var stem = Sequential(
            Conv2d(3, options.Width, options.Kernel, stride: 2, padding: options.Kernel / 2, bias: false),
            BatchNorm2d(options.Width),
            ReLU());
        if (options.Pool) stem.append(MaxPool2d(3, stride: 2, padding: 1));
        stem.append(new Bottleneck(options.Width, options.Width, options.Middle));
        return stem.append(new Bottleneck(options.Middle, options.Width, width));
    }

    /// <inheritdoc/>
    public long[] Count(Tally tally, long[] images)
    {
        Check.Images(images, Options.ImageSize);
        tally.Through(nameof(stem), stem, images);
        long[] points = [images[0], Options.Points * Options.Points, 2];
        long[] tokens = [];
        for (var t = 0; t < Options.Iterations; t++)
        {
            var place = tally.At($"{nameof(ps_layers)}.{(Options.SharedWeights ? 0 : t)}");
            tokens = Layer(t).Count(place, points, moved: t > 0 && PredictsOffsets(t - 1), first: t == 0);
            if (PredictsOffsets(t)) Layer(t).CountOffsets(place, tokens);
        }
        if (Options.Shifts is not null) tally.Each(OpKind.Add, Options.Iterations, points[1], 2);

        long[] all = [tokens[0], tokens[1] + 1, tokens[2]];
        foreach (var (i, layer) in trans_layers.Index()) tally.Through($"{nameof(trans_layers)}.{i}", layer, all);
        tally.Through(nameof(norm), norm, all);
        return tally.Through(nameof(head), head, tokens[0], tokens[2]);
    }
}
