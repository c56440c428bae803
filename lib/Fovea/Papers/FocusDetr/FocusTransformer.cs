using Fovea.Counting;
using Fovea.Detection;
using Fovea.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Papers.FocusDetr;

/// <summary>What the encoder has made of a batch.</summary>
/// <param name="Memory">The tokens.</param>
/// <param name="Ratios">The images' shares of each map, [B, L, 2].</param>
/// <param name="Selection">The tokens that it worked on; all where null.</param>
/// <param name="Scores">As they learn, [B, N]; null where it worked on all tokens.</param>
/// <param name="Around">A box around each token, [B, N, 4]: <see cref="TokenPlaces.Proposals"/>.</param>
/// <param name="Projected">What the first stage reads, [B, N, C]; null where there is none.</param>
/// <param name="Classes">What it sees there, logits, [B, N, classes]; null where there is none.</param>
internal sealed record EncodedTokens(Memory Memory, Tensor Ratios, Selection? Selection, Tensor? Scores, Tensor Around, Tensor? Projected, Tensor? Classes);

/// <summary>Token selector, encoder and decoder (Fig. 3), with the names of the authors' release.</summary>
public sealed class FocusTransformer : Module
{
    private readonly Parameter? alpha;
    private readonly Parameter level_embeds;
    private readonly Encoder encoder;
    private readonly Decoder decoder;
    private readonly Embedding? tgt_embed;
    private readonly Linear? enc_output;
    private readonly LayerNorm? enc_output_norm;
    private readonly MaskPredictor? enc_mask_predictor;
    private readonly Linear? pos_trans;
    private readonly LayerNorm? pos_trans_norm;
    private readonly Embedding? query_embed;
    private readonly Linear? reference_points;

    private readonly FocusDetrOptions options;
    private readonly SinePosition place;
    private readonly TokenSelector? selector;
    private readonly Linear? proposalClasses;
    private readonly MultilayerPerceptron? proposalBoxes;

    /// <param name="options">The model's.</param>
    /// <param name="classes">The class head of each decoder layer, and last that of the proposals, where there are any.</param>
    /// <param name="boxes">The box heads in the same order.</param>
    /// <param name="categories">The class head of the proposals once for each encoder layer; null without fine tokens.</param>
    public FocusTransformer(FocusDetrOptions options, ModuleList<Linear> classes, ModuleList<MultilayerPerceptron> boxes, ModuleList<Linear>? categories)
        : base(nameof(FocusTransformer))
    {
        this.options = options;
        var width = options.Width;
        if (options.Selector is { Random: false, Modulation: ScoreModulation.TopDown or ScoreModulation.BottomUp })
            alpha = Learnt(init.uniform_(empty(options.Levels - 1), -.3, .3));
        level_embeds = Learnt(init.normal_(empty(options.Levels, width)));
        encoder = new Encoder(options, categories);
        decoder = new Decoder(options, classes, boxes);
        if (options.Origin == QueryOrigin.Mixed) tgt_embed = Embedding(options.Queries, width);
        if (options.TwoStage || options.Selector is { Random: false }) (enc_output, enc_output_norm) = (Linear(width, width), LayerNorm(width));
        if (options.Selector is { Random: false }) enc_mask_predictor = new MaskPredictor(width);
        if (options.Origin == QueryOrigin.Encoder) (pos_trans, pos_trans_norm) = (Linear(2 * width, width), LayerNorm(width));
        if (options.Origin == QueryOrigin.Learnt) (query_embed, reference_points) = (Embedding(options.Queries, 2 * width), Linear(width, 2));
        RegisterComponents();
        // Made after the registration: what these hold is registered already, by the names above and as the decoder's.
        place = new SinePosition(width / 2, offset: -.5);
        if (options.Selector is { } selection) selector = new TokenSelector(selection, enc_output, enc_output_norm, enc_mask_predictor, alpha);
        if (options.TwoStage) (proposalClasses, proposalBoxes) = (classes[^1], boxes[^1]);
        Reset();
    }

    /// <summary>Detects.</summary>
    /// <param name="maps">L feature maps, [B, C, h, w], the finest first.</param>
    /// <param name="masks">True for padding, [B, h, w] of each map.</param>
    /// <param name="denoising">Queries to learn from; none where null.</param>
    public FocusDetrOutput Detect(IReadOnlyList<Tensor> maps, IReadOnlyList<Tensor> masks, DenoisingQueries? denoising = null)
    {
        using var scope = NewDisposeScope();
        var encoded = Encode(maps, masks);
        return Decode(encoded, Rank(encoded), denoising).MoveToOuterDisposeScope();
    }

    /// <summary>Selects and encodes tokens.</summary>
    internal EncodedTokens Encode(IReadOnlyList<Tensor> maps, IReadOnlyList<Tensor> masks)
    {
        var pyramid = Pyramid.Of(maps);
        var (features, padding) = (Pyramid.Join(maps), cat([.. masks.Select(mask => mask.flatten(1))], 1));
        var positions = Pyramid.Join(masks.Select((mask, level) => place.call(mask) + level_embeds[level].view(1, -1, 1, 1)));
        var ratios = TokenPlaces.ValidRatios(masks);
        var (around, without) = TokenPlaces.Proposals(pyramid, padding, options.ProposalSide);
        Selection? selection = null;
        Tensor? scores = null;
        if (selector is not null) (selection, scores) = selector.Select(features + positions, padding, without, pyramid);
        var tokens = encoder.Encode(features, positions, TokenPlaces.References(pyramid, ratios), padding, pyramid, selection);
        var projected = options.TwoStage ? TokenSelector.Project(enc_output!, enc_output_norm!, tokens, without) : null;
        return new(new Memory(tokens, padding, pyramid), ratios, selection, scores, around, projected, projected is null ? null : proposalClasses!.call(projected));
    }

    /// <summary>The tokens that the first stage proposes, [B, Q], the best first; null where there is none.</summary>
    internal Tensor? Rank(EncodedTokens encoded)
    {
        if (encoded.Classes is null) return null;
        var (_, best) = encoded.Classes.amax(-1).topk((int)Math.Min(options.Queries, encoded.Classes.shape[1]));
        return best;
    }

    /// <summary>Decodes the proposals of some tokens; learnt contents go to them in this order.</summary>
    internal FocusDetrOutput Decode(EncodedTokens encoded, Tensor? proposed, DenoisingQueries? denoising = null)
    {
        var (queries, proposals) = Propose(encoded, proposed);
        if (denoising is not null)
            queries = queries with
            {
                Contents = cat([denoising.Contents, queries.Contents], 1),
                References = cat([denoising.Boxes.sigmoid(), queries.References], 1),
                Mask = denoising.Mask,
            };
        var (layers, lookups) = decoder.Decode(queries, encoded.Memory, encoded.Ratios);
        return new(layers, proposals, encoded.Scores, encoded.Selection, lookups, encoded.Memory.Padding, encoded.Memory.Pyramid);
    }

    /// <summary>What the decoder starts from (Table 3), and the boxes that the encoder proposes.</summary>
    private (DecoderQueries Queries, QueryOutput? Proposals) Propose(EncodedTokens encoded, Tensor? best)
    {
        var (tokens, batch) = (encoded.Memory.Values, encoded.Memory.Values.shape[0]);
        if (best is null)
        {
            var parts = query_embed!.weight.unsqueeze(0).expand(batch, -1, -1).chunk(2, -1); // positions and contents, [B, Q, C]
            return (new(parts[1], reference_points!.call(parts[0]).sigmoid(), parts[0], null), null);
        }
        var boxes = TokenPlaces.Take(proposalBoxes!.call(encoded.Projected!) + encoded.Around, best);
        var proposals = new QueryOutput(TokenPlaces.Take(encoded.Classes!, best), boxes.sigmoid());
        var references = proposals.Boxes.detach();
        if (options.Origin == QueryOrigin.Mixed)
            return (new(tgt_embed!.weight.narrow(0, 0, best.shape[1]).unsqueeze(0).expand(batch, -1, -1), references, null, null), proposals);
        var sines = BoxPositions.Of(references, options.Width / 2);
        return (new(TokenPlaces.Take(tokens, best), references, pos_trans_norm!.call(pos_trans!.call(sines)), null), proposals);
    }

    /// <summary>Adds the operations of <see cref="Detect"/> without denoising and padding.</summary>
    /// <param name="tally">Collects them.</param>
    /// <param name="maps">[B, C, h, w] of each map.</param>
    internal void Count(Tally tally, IReadOnlyList<long[]> maps)
    {
        var (batch, width) = (maps[0][0], (long)options.Width);
        long[] tokens = [batch, maps.Sum(map => map[2] * map[3]), width];
        long[] queries = [batch, Math.Min(options.Queries, tokens[1]), width];
        tally.Each(OpKind.Add, tokens);                                         // level embeddings
        selector?.Count(tally, maps);
        encoder.Count(tally.At(nameof(encoder)), tokens);
        if (options.TwoStage)
        {
            TokenSelector.CountProjection(tally, enc_output!, enc_output_norm!, tokens);
            tally.Through("proposals.class_embed", proposalClasses!, tokens);
            tally.Through("proposals.bbox_embed", proposalBoxes!, tokens);
            tally.Each(OpKind.Add, batch, tokens[1], 4);
            tally.Each(OpKind.Sort, tokens[..2]);
            tally.Each(OpKind.Sigmoid, batch, queries[1], 4);
        }
        if (pos_trans is not null)
            tally.Through(nameof(pos_trans_norm), pos_trans_norm!, tally.Through(nameof(pos_trans), pos_trans, batch, queries[1], 2 * width));
        if (reference_points is not null)
            tally.Each(OpKind.Sigmoid, tally.Through(nameof(reference_points), reference_points, queries));
        decoder.Count(tally.At(nameof(decoder)), queries, tokens);
    }

    // As the authors begin: the heads, which are the model's, and the embeddings of levels keep what they were built with.
    private void Reset()
    {
        string[] kept = [nameof(level_embeds), "encoder.enhance_MCSP", "decoder.class_embed", "decoder.bbox_embed"];
        foreach (var (name, parameter) in named_parameters())
            if (parameter.ndim > 1 && !kept.Any(name.StartsWith)) init.xavier_uniform_(parameter);
        foreach (var attention in modules().OfType<MultiScaleDeformableAttention>()) attention.Reset();
        if (!options.EncoderBeginsAsZero) return;
        string[] adds = ["output_proj", "ffns.0.layers.1", "attn.out_proj"];
        foreach (var (name, parameter) in encoder.named_parameters())
            if (adds.Any(name.Contains)) init.zeros_(parameter);
    }

    private static Parameter Learnt(Tensor values)
    {
        var parameter = Parameter(values);
        parameter.DetachFromDisposeScope();
        return parameter;
    }
}
