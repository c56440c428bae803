using Fovea.Counting;
using Fovea.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Papers.FocusDetr;

/// <summary>Focus-DETR (Fig. 3), and, by its options, DINO, Deformable DETR and both with Sparse DETR's selector.</summary>
/// <remarks>
/// Images are [B, 3, H, W], normalised. Parameters of Focus-DETR and DINO have the names of the authors' releases on detrex, so their
/// checkpoints load as they are.
/// </remarks>
public sealed class FocusDetrModel : Module<Tensor, FocusDetrOutput>, ICounted
{
    // The share of queries that see an object before anything is learnt (Lin et al. 2017, Section 4.1).
    private const double Prior = .01;

    private readonly Module backbone;
    private readonly Neck neck;
    private readonly FocusTransformer transformer;
    private readonly ModuleList<Linear> class_embed;
    private readonly ModuleList<MultilayerPerceptron> bbox_embed;
    private readonly Embedding? label_enc;
    private readonly ModuleList<Linear>? enhance_MCSP_layerlist;

    /// <summary>With ResNet-50.</summary>
    /// <inheritdoc cref="FocusDetrModel(FocusDetrOptions, IPyramidBackbone)"/>
    public FocusDetrModel(FocusDetrOptions options) : this(options, ResidualNetwork.Fifty()) { }

    /// <param name="options">What to make.</param>
    /// <param name="backbone">A module that makes the feature maps.</param>
    /// <exception cref="ArgumentException">The options do not hold together, the backbone is no module, or has more maps than the options' levels.</exception>
    public FocusDetrModel(FocusDetrOptions options, IPyramidBackbone backbone) : base(nameof(FocusDetrModel))
    {
        options.Validate();
        Check.That(backbone is Module, nameof(backbone), "a module", backbone.GetType().Name);
        Check.That(backbone.Channels.Count <= options.Levels, nameof(backbone), $"at most {options.Levels} maps", backbone.Channels.Count);
        Options = options;
        this.backbone = (Module)backbone;
        neck = new Neck(backbone.Channels, options);
        var heads = options.DecoderLayers + (options.TwoStage ? 1 : 0);
        class_embed = Heads(heads, () => Linear(options.Width, options.Classes));
        bbox_embed = Heads(heads, () => new MultilayerPerceptron(options.Width, options.Width, 4, 3));
        if (options.FineTokens > 0) enhance_MCSP_layerlist = ModuleList([.. Enumerable.Repeat(class_embed[^1], options.EncoderLayers)]);
        transformer = new FocusTransformer(options, class_embed, bbox_embed, enhance_MCSP_layerlist);
        if (options.Denoising is not null) label_enc = Embedding(options.Classes, options.Width);
        RegisterComponents();
        Reset();
    }

    /// <summary>What the model was made of.</summary>
    public FocusDetrOptions Options { get; }

    /// <summary>Detects in images that fill the batch. Padding is not told apart, as in the authors' evaluation, whose batches are of one image.</summary>
    /// <inheritdoc/>
    public override FocusDetrOutput forward(Tensor images) => Detect(images, null);

    /// <summary>Detects.</summary>
    /// <param name="images">[B, 3, H, W], normalised.</param>
    /// <param name="padding">True for padding, [B, H, W]; none where null.</param>
    /// <param name="denoising">Queries to learn from, which then come first; none where null.</param>
    public FocusDetrOutput Detect(Tensor images, Tensor? padding, DenoisingQueries? denoising = null)
    {
        using var scope = NewDisposeScope();
        var (maps, masks) = Look(images, padding);
        return transformer.Detect(maps, masks, denoising).MoveToOuterDisposeScope();
    }

    /// <summary>The L feature maps, [B, C, h, w], and the padding of each, [B, h, w].</summary>
    internal (IReadOnlyList<Tensor> Maps, IReadOnlyList<Tensor> Masks) Look(Tensor images, Tensor? padding)
    {
        padding ??= zeros([images.shape[0], images.shape[2], images.shape[3]], ScalarType.Bool, images.device);
        var maps = neck.call(((IPyramidBackbone)backbone).Maps(images));
        return (maps, [.. maps.Select(map => PaddedImages.Shrink(padding, map.shape[2], map.shape[3]))]);
    }

    /// <summary>Denoising queries of what is to be found; null where the options have none, or nothing is to be found.</summary>
    /// <param name="targets">B of them.</param>
    public DenoisingQueries? Denoise(IReadOnlyList<Fovea.Detection.DetectionTarget> targets) =>
        Options.Denoising is { } denoising ? DenoisingQueries.Of(targets, denoising, label_enc!, Options.Queries) : null;

    /// <inheritdoc/>
    public long[] Count(Tally tally, long[] images)
    {
        var maps = neck.Count(tally.At(nameof(neck)), ((IPyramidBackbone)backbone).CountMaps(tally.At(nameof(backbone)), images));
        transformer.Count(tally.At(nameof(transformer)), maps);
        return [images[0], Options.Queries, Options.Classes];
    }

    // One head for all where boxes are not refined.
    private ModuleList<T> Heads<T>(int count, Func<T> build) where T : Module
    {
        var first = build();
        return ModuleList([.. Enumerable.Range(0, count).Select(i => i == 0 || !Options.RefinesBoxes ? first : build())]);
    }

    private void Reset()
    {
        foreach (var head in class_embed) init.constant_(head.bias!, -Math.Log((1 - Prior) / Prior));
        foreach (var head in bbox_embed)
            foreach (var parameter in head.parameters().TakeLast(2)) init.zeros_(parameter); // the last layer's weight and bias
    }
}
