using Fovea.Layers;

namespace Fovea.Papers.FocusDetr;

/// <summary>Where the decoder's queries come from; the words are Table 3's.</summary>
public enum QueryOrigin
{
    /// <summary>"mixed": positions are the encoder's best proposals, contents are learnt. DINO's, and so Focus-DETR's.</summary>
    Mixed,

    /// <summary>"priori": positions and contents are the encoder's. Two-stage Deformable DETR's and Sparse DETR's.</summary>
    Encoder,

    /// <summary>"learnable": positions and contents are learnt. One-stage Deformable DETR's.</summary>
    Learnt,
}

/// <summary>Whether and how the score of one feature map weighs the features of the next before they are scored (Section 3.2, Table 5).</summary>
public enum ScoreModulation
{
    /// <summary>Eq. 2: from the coarsest map to the finest.</summary>
    TopDown,

    /// <summary>From the finest map to the coarsest; Table 5's second row.</summary>
    BottomUp,

    /// <summary>Each map is scored by itself.</summary>
    None,

    /// <summary>All maps are scored at once, with one mean of the global features over all of them: Sparse DETR's.</summary>
    Joint,
}

/// <summary>What the encoder's attention looks up.</summary>
public enum EncoderValues
{
    /// <summary>The features as the backbone gave them, in every layer: what the authors' code does.</summary>
    Backbone,

    /// <summary>What the layer before has made of them: what Algorithm 1 says, and what DINO and Sparse DETR do.</summary>
    Updated,
}

/// <summary>Which tokens the encoder works on (Section 3.2).</summary>
/// <param name="KeepRatios">The share of tokens that each encoder layer updates; falling from layer to layer is the cascade of Appendix A.1.1.</param>
public sealed record SelectorOptions(IReadOnlyList<double> KeepRatios)
{
    /// <summary>How scores pass from map to map; Table 5's best.</summary>
    public ScoreModulation Modulation { get; init; } = ScoreModulation.TopDown;

    /// <summary>Whether chance picks the tokens, each time others: no option of the paper's, but the control of all that score.</summary>
    public bool Random { get; init; }

    /// <summary>The cascades of Table 7 by their mean keep ratio.</summary>
    public static IReadOnlyDictionary<double, IReadOnlyList<double>> Cascades { get; } = new Dictionary<double, IReadOnlyList<double>>
    {
        [.1] = [.1, .1, .1, .1, .1, .1],
        [.2] = [.3, .3, .2, .2, .1, .1],
        [.3] = [.5, .4, .3, .3, .2, .1],
        [.4] = [.65, .55, .45, .35, .25, .15],
        [.5] = [.75, .65, .55, .45, .35, .25],
    };

    /// <summary>The same share in every layer, scored as Sparse DETR scores.</summary>
    /// <param name="keepRatio">Of the tokens.</param>
    /// <param name="layers">Of the encoder.</param>
    public static SelectorOptions Sparse(double keepRatio, int layers = 6) =>
        new([.. Enumerable.Repeat(keepRatio, layers)]) { Modulation = ScoreModulation.Joint };

    /// <summary>How many tokens each layer updates: the first int(rho N) + 1 as far as there are so many, the others their share of that number, truncated, and at least one.</summary>
    /// <remarks>Both products are single precision, as in the authors' code.</remarks>
    /// <param name="tokens">N, without padding.</param>
    public int[] Kept(long tokens)
    {
        var first = (int)Math.Min(tokens, (int)(tokens * (float)KeepRatios[0]) + 1);
        return [.. KeepRatios.Select(ratio => Math.Max(1, (int)((float)(ratio / KeepRatios[0]) * first)))];
    }
}

/// <summary>Denoising queries (DINO, Section 3.3), which train the decoder: objects with noise, to be found again, and with more noise, to be refused.</summary>
public sealed record DenoisingOptions
{
    /// <summary>How many pairs of them an image gets at most; DINO's.</summary>
    public int Pairs { get; init; } = 100;

    /// <summary>Half of this share of labels is drawn anew; DINO's.</summary>
    public double LabelNoise { get; init; } = .5;

    /// <summary>How far a corner moves at most, in halves of the box's side; a refused box' one up to twice as far. DINO's.</summary>
    public double BoxNoise { get; init; } = 1;
}

/// <summary>Focus-DETR, and the detectors that it is compared with; the defaults are Focus-DETR at a keep ratio of .3 on COCO (Table 1).</summary>
public sealed record FocusDetrOptions
{
    /// <summary>Focus-DETR at one of Table 7's keep ratios.</summary>
    /// <exception cref="ArgumentException">Table 7 has no such keep ratio.</exception>
    public static FocusDetrOptions Focus(double keepRatio)
    {
        Check.That(SelectorOptions.Cascades.ContainsKey(keepRatio), nameof(keepRatio), $"one of {string.Join(", ", SelectorOptions.Cascades.Keys)}", keepRatio);
        return new() { Selector = new(SelectorOptions.Cascades[keepRatio]) };
    }

    /// <summary>DINO, whose encoder works on all tokens.</summary>
    public static FocusDetrOptions Dino { get; } = new() { Selector = null, FineTokens = 0, Values = EncoderValues.Updated };

    /// <summary>DINO with Sparse DETR's selector; Tables 1, 3 and 6.</summary>
    public static FocusDetrOptions DinoSparse(double keepRatio) => Dino with { Selector = SelectorOptions.Sparse(keepRatio) };

    /// <summary>Two-stage Deformable DETR; Table 3's "priori".</summary>
    public static FocusDetrOptions Deformable { get; } = Dino with
    {
        Queries = 300, Classes = 91, FeedForward = 1024, Origin = QueryOrigin.Encoder, Denoising = null,
    };

    /// <summary>One-stage Deformable DETR, without box refinement; Table 3's "learnable".</summary>
    public static FocusDetrOptions DeformableOneStage { get; } = Deformable with { Origin = QueryOrigin.Learnt, RefinesBoxes = false };

    /// <summary>Sparse DETR; Table 6.</summary>
    public static FocusDetrOptions SparseDetr(double keepRatio) => Deformable with { Selector = SelectorOptions.Sparse(keepRatio) };

    /// <summary>This encoder in two-stage Deformable DETR; Tables 3 and 11.</summary>
    public FocusDetrOptions InDeformableDetr() => Deformable with { Selector = Selector, FineTokens = FineTokens, Values = Values };

    /// <summary>C, the tokens' dimension.</summary>
    public int Width { get; init; } = 256;

    /// <summary>M, the heads of every attention.</summary>
    public int Heads { get; init; } = 8;

    /// <summary>L, the feature maps; the last is a convolution of the backbone's last. Section 3.1.</summary>
    public int Levels { get; init; } = 4;

    /// <summary>K, the points that a head looks up in each map; Section 3.4.</summary>
    public int Points { get; init; } = 4;

    /// <summary>F, the hidden dimension of the feed-forward networks: 2048 in DINO, 1024 in Deformable DETR.</summary>
    public int FeedForward { get; init; } = 2048;

    /// <summary>Groups of the neck's normalisations.</summary>
    public int NormGroups { get; init; } = 32;

    /// <summary>Of the encoder; with none the decoder reads the features.</summary>
    public int EncoderLayers { get; init; } = 6;

    /// <summary>Of the decoder.</summary>
    public int DecoderLayers { get; init; } = 6;

    /// <summary>Q, what the decoder can find: 900 in DINO, 300 in Deformable DETR.</summary>
    public int Queries { get; init; } = 900;

    /// <summary>COCO's 80; Deformable DETR counts to 91, by their ids.</summary>
    public int Classes { get; init; } = 80;

    /// <summary>Where queries come from; Table 3.</summary>
    public QueryOrigin Origin { get; init; } = QueryOrigin.Mixed;

    /// <summary>Side of the finest map's proposals, as a fraction of the image's; that of the next map is twice as long (Deformable DETR, Appendix A.4).</summary>
    public double ProposalSide { get; init; } = .05;

    /// <summary>Whether each decoder layer moves the boxes from where the one before put them, by a head of its own.</summary>
    public bool RefinesBoxes { get; init; } = true;

    /// <summary>Which tokens the encoder works on; all where null.</summary>
    public SelectorOptions? Selector { get; init; } = new(SelectorOptions.Cascades[.3]);

    /// <summary>k of Algorithm 1, the tokens that attend to one another in each encoder layer before they look up values; none where 0. 300 in Section 3.4.</summary>
    public int FineTokens { get; init; } = 300;

    /// <summary>What the encoder looks up; the authors' code.</summary>
    public EncoderValues Values { get; init; } = EncoderValues.Backbone;

    /// <summary>
    /// Whether what encoder layers add begins as zero, so that they begin by passing features on. The authors begin with random numbers; in a
    /// training of minutes an encoder that does so is still in the way of what it is to help.
    /// </summary>
    public bool EncoderBeginsAsZero { get; init; }

    /// <summary>Denoising queries in training; none where null.</summary>
    public DenoisingOptions? Denoising { get; init; } = new();

    /// <summary>Whether the encoder proposes boxes.</summary>
    public bool TwoStage => Origin != QueryOrigin.Learnt;

    /// <exception cref="ArgumentException">A setting is out of its range, or does not go with another.</exception>
    public void Validate()
    {
        foreach (var (value, name) in new[]
        {
            (Width, nameof(Width)), (Heads, nameof(Heads)), (Levels, nameof(Levels)), (Points, nameof(Points)), (FeedForward, nameof(FeedForward)),
            (NormGroups, nameof(NormGroups)), (DecoderLayers, nameof(DecoderLayers)), (Queries, nameof(Queries)),
            (Classes, nameof(Classes)),
        })
            Check.AtLeast(1, value, name);
        Check.That(Width % (4 * Heads) == 0, nameof(Width), $"a multiple of 4 x {nameof(Heads)}, {4 * Heads}", Width);
        Check.That(Width % NormGroups == 0, nameof(NormGroups), $"a divisor of {nameof(Width)}, {Width}", NormGroups);
        Check.AtLeast(0, EncoderLayers, nameof(EncoderLayers));
        Check.AtLeast(0, FineTokens, nameof(FineTokens));
        Check.That(FineTokens == 0 || (Selector is not null && TwoStage), nameof(FineTokens),
            "0, where there is no selector whose scores rank them or no first stage whose classes do", FineTokens);
        Check.That(Denoising is null || Origin == QueryOrigin.Mixed, nameof(Denoising), "none, where queries are not mixed", Denoising!);
        Check.That(ProposalSide is > 0 and < 1, nameof(ProposalSide), "a fraction above 0 and below 1", ProposalSide);
        Check.That(RefinesBoxes || Origin == QueryOrigin.Learnt, nameof(RefinesBoxes), "true, where the encoder proposes boxes", RefinesBoxes);
        if (Selector is not { KeepRatios: var ratios }) return;
        Check.That(!Selector.Random || FineTokens == 0, nameof(FineTokens), "0, where chance picks the tokens and no score ranks them", FineTokens);
        Check.That(ratios.Count == EncoderLayers, "Selector.KeepRatios", $"one for each of {EncoderLayers} encoder layers", ratios.Count);
        Check.That(ratios.All(ratio => ratio is > 0 and <= 1 && ratio <= ratios[0]), "Selector.KeepRatios",
            "shares above 0 and at most 1, none above the first layer's", string.Join(", ", ratios));
    }
}
