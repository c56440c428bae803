using Fovea.Counting;
using Fovea.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Detection.Detr;

/// <summary>What DETR makes of a batch of images.</summary>
/// <param name="Layers">What each decoder layer says; the last is the answer.</param>
/// <param name="Transformer">The transformer's states and memory.</param>
/// <param name="Maps">The backbone's, stage by stage, [B, channels, h, w] each.</param>
/// <param name="Features">The last of them, projected to the transformer's width, [B, C, H, W].</param>
/// <param name="Padding">Of the features, [B, H, W].</param>
public sealed record DetrOutput(IReadOnlyList<QueryOutput> Layers, TransformerOutput Transformer, IReadOnlyList<Tensor> Maps, Tensor Features, Tensor Padding)
{
    internal DetrOutput MoveToOuterDisposeScope()
    {
        foreach (var tensor in Layers.SelectMany(layer => new[] { layer.Logits, layer.Boxes }).Concat(Maps).Append(Features).Append(Padding))
            tensor.MoveToOuterDisposeScope();
        Transformer.MoveToOuterDisposeScope();
        return this;
    }
}

/// <summary>DETR: End-to-End Object Detection with Transformers (Carion et al. 2020).</summary>
/// <remarks>
/// Images [B, 3, H, W], normalised as ImageNet's are, with zeros where the padding [B, H, W] is true. Parameters have the names of the
/// authors' release (facebookresearch/detr), so its checkpoints load as they are; a transformer of a paper brings its own names for its parts.
/// </remarks>
public sealed class DetrModel : Module<Tensor, Tensor, DetrOutput>, ICounted
{
    private const int BoxLayers = 3;

    private readonly DetrTransformer transformer;
    private readonly Linear class_embed;
    private readonly MultilayerPerceptron bbox_embed;
    private readonly Embedding query_embed;
    private readonly Conv2d input_proj;
    private readonly Backbone backbone;

    /// <summary>With weights from the default generator.</summary>
    /// <param name="options">What it is made of.</param>
    /// <param name="transformer">What takes the place of the options' own; becomes this module's.</param>
    /// <exception cref="ArgumentException">The options do not hold together.</exception>
    public DetrModel(DetrOptions options, DetrTransformer? transformer = null) : base(nameof(DetrModel))
    {
        options.Validate();
        Options = options;
        var width = options.Transformer.Width;
        this.transformer = transformer ?? new Transformer(options.Transformer);
        class_embed = Linear(width, options.Classes + 1);
        bbox_embed = new MultilayerPerceptron(width, width, 4, BoxLayers);
        query_embed = Embedding(options.Queries, width);
        input_proj = Conv2d(options.Backbone.Channels, width, 1);
        backbone = new Backbone(options);
        RegisterComponents();
    }

    /// <summary>What it was made of.</summary>
    public DetrOptions Options { get; }

    /// <summary>Where the features come from: a pretrained network is loaded into it, and it learns at a rate of its own.</summary>
    public ResNet Network => backbone.Network;

    /// <summary>What stands between the backbone and the heads.</summary>
    public DetrTransformer Transformer => transformer;

    /// <inheritdoc/>
    public override DetrOutput forward(Tensor images, Tensor padding)
    {
        using var scope = NewDisposeScope();
        var maps = Network.Maps(images);
        var hidden = PaddedImages.Shrink(padding, maps[^1].shape[2], maps[^1].shape[3]);    // [B, H, W]
        var features = input_proj.call(maps[^1]);                                           // [B, C, H, W]
        var transformed = transformer.call(features, hidden, backbone.Positions(hidden), query_embed.weight);
        var (logits, boxes) = (class_embed.call(transformed.States), bbox_embed.call(transformed.States).sigmoid());
        QueryOutput[] layers = [.. logits.unbind(0).Zip(boxes.unbind(0), (logit, box) => new QueryOutput(logit, box))];
        return new DetrOutput(layers, transformed, maps, features, hidden).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    /// <remarks>Of images without padding. Positions are not counted.</remarks>
    public long[] Count(Tally tally, long[] images) => CountQueries(tally, CountFeatures(tally, images).Features);

    /// <summary>Adds the operations up to the projection.</summary>
    /// <returns>The shapes of the backbone's maps and of the projected features.</returns>
    internal (IReadOnlyList<long[]> Maps, long[] Features) CountFeatures(Tally tally, long[] images)
    {
        var maps = Network.CountMaps(tally.At($"{nameof(backbone)}.0.body"), images);
        return (maps, tally.Through(nameof(input_proj), input_proj, maps[^1]));
    }

    /// <summary>Adds the operations from the projected features on.</summary>
    /// <returns>The shape of the last layer's boxes.</returns>
    internal long[] CountQueries(Tally tally, long[] features)
    {
        var states = transformer.Count(tally.At(nameof(transformer)), features, Options.Queries);
        tally.Through(nameof(class_embed), class_embed, states);
        var boxes = tally.Through(nameof(bbox_embed), bbox_embed, states);
        tally.Each(OpKind.Sigmoid, boxes);
        return boxes[1..];
    }
}
