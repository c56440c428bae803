using Fovea.Counting;
using Fovea.Detection;
using Fovea.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Papers.FocusDetr;

/// <summary>What the decoder starts from.</summary>
/// <param name="Contents">[B, Q, C].</param>
/// <param name="References">Boxes, [B, Q, 4], or points, [B, Q, 2], as fractions of the image.</param>
/// <param name="Positions">[B, Q, C]; null where each layer works them out from the boxes, as DINO does.</param>
/// <param name="Mask">True for queries that must not see each other, [Q, Q]; none where null.</param>
public sealed record DecoderQueries(Tensor Contents, Tensor References, Tensor? Positions, Tensor? Mask);

/// <summary>
/// Decoder layers, each followed by heads that say what its queries see, and, with box refinement, by a head that moves their
/// boxes for the next layer.
/// </summary>
public sealed class Decoder : Module
{
    private readonly ModuleList<DecoderLayer> layers;
    private readonly MultilayerPerceptron? ref_point_head;
    private readonly LayerNorm? norm;
    private readonly ModuleList<Linear> class_embed;
    private readonly ModuleList<MultilayerPerceptron> bbox_embed;
    private readonly FocusDetrOptions options;

    /// <param name="options">The model's.</param>
    /// <param name="classes">The class head of each layer, and of the proposals.</param>
    /// <param name="boxes">The box head of each layer, and of the proposals.</param>
    public Decoder(FocusDetrOptions options, ModuleList<Linear> classes, ModuleList<MultilayerPerceptron> boxes) : base(nameof(Decoder))
    {
        this.options = options;
        layers = ModuleList([.. Enumerable.Range(0, options.DecoderLayers).Select(_ => new DecoderLayer(options))]);
        if (options.Origin == QueryOrigin.Mixed)
        {
            ref_point_head = new MultilayerPerceptron(2 * options.Width, options.Width, options.Width, 2);
            norm = LayerNorm(options.Width);
        }
        (class_embed, bbox_embed) = (classes, boxes);
        RegisterComponents();
    }

    /// <summary>Decodes.</summary>
    /// <param name="queries">What to start from.</param>
    /// <param name="memory">What the encoder made.</param>
    /// <param name="ratios">The images' shares of each map, [B, L, 2].</param>
    /// <returns>What each layer's queries see, and where they looked.</returns>
    public (IReadOnlyList<QueryOutput> Layers, IReadOnlyList<Lookups> Lookups) Decode(DecoderQueries queries, Memory memory, Tensor ratios)
    {
        using var scope = NewDisposeScope();
        var (tokens, references, before) = (queries.Contents, queries.References, queries.References);
        var (outputs, looked) = (new List<QueryOutput>(), new List<Lookups>());
        for (var i = 0; i < layers.Count; i++)
        {
            var places = references.unsqueeze(2) * (references.shape[2] == 4 ? cat([ratios, ratios], -1) : ratios).unsqueeze(1); // [B, Q, L, 4 or 2]
            var positions = queries.Positions ?? ref_point_head!.call(BoxPositions.Of(places.select(2, 0), options.Width / 2));
            (tokens, var lookups) = layers[i].Update(tokens, positions, places, memory, queries.Mask);
            looked.Add(lookups);

            var state = norm is null ? tokens : norm.call(tokens);
            outputs.Add(new(class_embed[i].call(state), Moved(before, bbox_embed[i].call(state))));
            before = references;
            if (!options.RefinesBoxes) continue;
            // DINO's next layer is held against the box as this one moved it, so that its loss reaches this one's head too.
            var moved = Moved(references, bbox_embed[i].call(tokens));
            references = moved.detach();
            before = options.Origin == QueryOrigin.Mixed ? moved : references;
        }
        return ([.. outputs.Select(output => new QueryOutput(output.Logits.MoveToOuterDisposeScope(), output.Boxes.MoveToOuterDisposeScope()))],
            [.. looked.Select(lookups => new Lookups(lookups.Places.MoveToOuterDisposeScope(), lookups.Weights.MoveToOuterDisposeScope()))]);
    }

    /// <summary>Boxes, [B, Q, 4], where offsets, [B, Q, 4], move a box or a point; a point's box has the offsets' size.</summary>
    private static Tensor Moved(Tensor references, Tensor offsets)
    {
        var from = TokenPlaces.InverseSigmoid(references);
        if (references.shape[2] == 2) from = cat([from, from.zeros_like()], -1);
        return (offsets + from).sigmoid();
    }

    /// <summary>Adds the operations.</summary>
    /// <param name="tally">Collects them.</param>
    /// <param name="queries">[B, Q, C].</param>
    /// <param name="values">[B, N, C].</param>
    internal void Count(Tally tally, long[] queries, long[] values)
    {
        long[] boxes = [queries[0], queries[1], 4];
        for (var i = 0; i < layers.Count; i++)
        {
            tally.Each(OpKind.Multiply, queries[0], queries[1], options.Levels, options.TwoStage ? 4 : 2);
            if (ref_point_head is not null) tally.Through(nameof(ref_point_head), ref_point_head, queries[0], queries[1], 2 * queries[2]);
            layers[i].Count(tally.At($"{nameof(layers)}.{i}"), queries, values);
            if (norm is not null) tally.Through(nameof(norm), norm, queries);
            tally.Through($"{nameof(class_embed)}.{i}", class_embed[i], queries);
            for (var time = 0; time < (options.RefinesBoxes ? 2 : 1); time++)
            {
                tally.Through($"{nameof(bbox_embed)}.{i}", bbox_embed[i], queries);
                tally.Each(OpKind.Add, boxes);
                tally.Each(OpKind.Sigmoid, boxes);
            }
        }
    }
}
