using Fovea.Counting;
using Fovea.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Detection.Queries;

/// <summary>
/// The small detector that the sampling methods are tried on: a transformer encoder over the tokens of a feature map, and a decoder
/// whose queries are boxes (DAB-DETR, Liu et al. 2022) that each layer refines. The queries' anchors begin on a jittered grid:
/// learnt from scratch, they do not find their objects in a budget of a minute.
/// </summary>
/// <remarks>
/// Features [B, channels, H, W] to [decoder layers, B, Q, K + 4]: logits of the classes, each for itself, then centre x, centre y,
/// width and height as fractions of the image's.
/// </remarks>
public sealed class QueryDetector : Module<Tensor, Tensor>, ICounted
{
    private const double AnchorSize = .2, Jitter = .5, ClassPrior = .01;

    private readonly Conv2d input;
    private readonly LayerNorm norm;
    private readonly TokenSampler? sampler;
    private readonly SineEmbedding sine;
    private readonly Tensor places;         // position embeddings of the map, [1, H W, C]
    private readonly ModuleList<QueryEncoderLayer> encoder;
    private readonly ModuleList<QueryDecoderLayer> decoder;
    private readonly Parameter content;     // [Q, C]
    private readonly Parameter anchors;     // logits of boxes, [Q, 4]
    private readonly Sequential anchor_embedding;
    private readonly Sequential centre_scale;
    private readonly Linear class_head;
    private readonly ModuleList<Sequential> box_heads;

    /// <param name="options">Sizes.</param>
    /// <param name="sampler">Becomes this module's; the encoder takes all tokens where null.</param>
    /// <exception cref="ArgumentException">The options do not hold together.</exception>
    public QueryDetector(QueryDetectorOptions options, TokenSampler? sampler = null) : base(nameof(QueryDetector))
    {
        options.Validate();
        (Options, this.sampler) = (options, sampler);
        var (width, hidden) = (options.Width, options.Hidden);
        input = Conv2d(options.Channels, width, 1);
        norm = LayerNorm(width);
        sine = new SineEmbedding(width / 2);
        places = Places(options.Side);
        encoder = ModuleList([.. Enumerable.Range(0, options.EncoderLayers).Select(_ => new QueryEncoderLayer(width, options.Heads, hidden))]);
        decoder = ModuleList([.. Enumerable.Range(0, options.DecoderLayers).Select(_ => new QueryDecoderLayer(width, options.Heads, hidden))]);
        content = Learnt(randn(options.Queries, width) * .5);
        anchors = Learnt(Grid(options.GridSide));
        anchor_embedding = Sequential(Linear(2 * width, width), ReLU(), Linear(width, width));
        centre_scale = Sequential(Linear(width, width), ReLU(), Linear(width, width));
        class_head = Linear(width, options.Classes);
        box_heads = ModuleList([.. Enumerable.Range(0, options.DecoderLayers)
            .Select(_ => Sequential(Linear(width, width), ReLU(), Linear(width, width), ReLU(), Linear(width, 4)))]);
        RegisterComponents();
        Initialise();
    }

    /// <summary>What it was made of.</summary>
    public QueryDetectorOptions Options { get; }

    /// <summary>What stands between the features and the encoder; null for nothing.</summary>
    public TokenSampler? Sampler => sampler;

    /// <inheritdoc/>
    public override Tensor forward(Tensor features)
    {
        using var scope = NewDisposeScope();
        var (tokens, positions) = Sample(features);
        return Decode(Encode(tokens, positions), positions).MoveToOuterDisposeScope();
    }

    /// <summary>What a sampler samples: the features as the transformer has them, and their position embeddings.</summary>
    /// <param name="features">[B, channels, H, W].</param>
    /// <returns>[B, C, H, W] each.</returns>
    /// <exception cref="ArgumentException">The features have another shape.</exception>
    public (Tensor Map, Tensor Positions) Map(Tensor features)
    {
        using var scope = NewDisposeScope();
        var map = AsMap(Tokens(features));
        return (map.MoveToOuterDisposeScope(), AsMap(places.expand(map.shape[0], -1, -1)).MoveToOuterDisposeScope());
    }

    // What the encoder takes: [B, T, C] and [B or 1, T, C].
    private (Tensor Tokens, Tensor Positions) Sample(Tensor features)
    {
        if (sampler is null)
            return (Tokens(features), places);
        var (map, positions) = Map(features);
        return sampler.call(map, positions, features);
    }

    private Tensor Tokens(Tensor features)
    {
        Check.That(features.shape is [_, var channels, var height, var columns] && channels == Options.Channels && height == Options.Side && columns == Options.Side,
            nameof(features), $"[B, {Options.Channels}, {Options.Side}, {Options.Side}]", $"[{string.Join(", ", features.shape)}]");
        return norm.call(input.call(features).flatten(2).transpose(1, 2));                          // [B, H W, C]
    }

    private Tensor Encode(Tensor tokens, Tensor positions) => encoder.Aggregate(tokens, (mixed, layer) => layer.call(mixed, positions));

    private Tensor Decode(Tensor memory, Tensor positions)
    {
        var batch = memory.shape[0];
        var queries = content.expand(batch, -1, -1);                                                // [B, Q, C]
        var boxes = anchors.expand(batch, -1, -1);                                                  // logits, [B, Q, 4]
        List<Tensor> outputs = [];
        foreach (var (i, layer) in decoder.Index())
        {
            var embedded = sine.call(boxes.sigmoid());                                              // [B, Q, 2 C]
            var centres = embedded.narrow(-1, 0, Options.Width);
            if (i > 0) centres = centres * centre_scale.call(queries);
            queries = layer.Decode(queries, anchor_embedding.call(embedded), centres, memory, positions);
            boxes = box_heads[i].call(queries) + boxes;
            outputs.Add(cat([class_head.call(queries), boxes.sigmoid()], -1));                      // [B, Q, K + 4]
            boxes = boxes.detach();
        }
        return stack(outputs, 0);
    }

    // [B, H W, C] to [B, C, H, W]
    private Tensor AsMap(Tensor tokens) => tokens.transpose(1, 2).reshape(tokens.shape[0], Options.Width, Options.Side, Options.Side);

    // Centres of the locations, x before y as in boxes.
    private Tensor Places(int side)
    {
        using var scope = NewDisposeScope();
        var centres = (arange(side, ScalarType.Float32) + .5) / side;
        var across = centres.expand(side, side).flatten();                                          // [H W]
        var down = centres.unsqueeze(1).expand(side, side).flatten();
        return sine.call(stack([across, down], -1)).unsqueeze(0).DetachFromDisposeScope();          // [H W, 2] -> [1, H W, C]
    }

    private static Tensor Grid(int side)
    {
        var place = arange(side, ScalarType.Float32) + .5;
        var centres = stack([place.expand(side, side).flatten(), place.unsqueeze(1).expand(side, side).flatten()], -1);    // [Q, 2]
        var jittered = (centres + (rand_like(centres) - .5) * Jitter) / side;
        return cat([jittered, jittered.zeros_like() + AnchorSize], -1).logit();
    }

    private static Parameter Learnt(Tensor values)
    {
        var parameter = Parameter(values);
        parameter.DetachFromDisposeScope();
        return parameter;
    }

    // The heads begin with rare objects that are where the anchors are.
    private void Initialise()
    {
        foreach (var weight in encoder.parameters().Concat(decoder.parameters()).Where(weight => weight.dim() > 1))
            init.xavier_uniform_(weight);
        init.constant_(class_head.bias!, Math.Log(ClassPrior / (1 - ClassPrior)));
        foreach (var last in box_heads.Select(head => (Linear)head[^1]))
        {
            init.zeros_(last.weight);
            init.zeros_(last.bias!);
        }
    }

    /// <inheritdoc/>
    public long[] Count(Tally tally, long[] features)
    {
        var (batch, width) = (features[0], (long)Options.Width);
        tally.Through(nameof(input), input, features);
        long[] tokens = [batch, features[2] * features[3], width];
        tally.Through(nameof(norm), norm, tokens);
        var positions = tokens;
        if (sampler is null) positions = [1, .. tokens[1..]];
        else positions = tokens = tally.Through(nameof(sampler), sampler, batch, width, features[2], features[3]);
        foreach (var (i, layer) in encoder.Index()) tally.Through($"{nameof(encoder)}.{i}", layer, tokens);

        long[] queries = [batch, Options.Queries, width], boxes = [batch, Options.Queries, 4];
        foreach (var (i, layer) in decoder.Index())
        {
            tally.Each(OpKind.Sigmoid, boxes);
            var embedded = tally.Through(nameof(sine), sine, boxes);
            if (i > 0)
            {
                tally.Through(nameof(centre_scale), centre_scale, queries);
                tally.Each(OpKind.Multiply, queries);
            }
            tally.Through(nameof(anchor_embedding), anchor_embedding, embedded);
            layer.Count(tally.At($"{nameof(decoder)}.{i}"), queries, tokens, positions);
            tally.Through($"{nameof(box_heads)}.{i}", box_heads[i], queries);
            tally.Each(OpKind.Add, boxes);
            tally.Through(nameof(class_head), class_head, queries);
            tally.Each(OpKind.Sigmoid, boxes);
        }
        return [Options.DecoderLayers, batch, Options.Queries, Options.Classes + 4];
    }
}
