using Fovea.Results;

namespace Fovea.Papers.FocusDetr;

/// <summary>The paper's comparisons at the scale of Digit Scenes: Fig. 7 and Tables 3 to 8, and the controls that it lacks.</summary>
/// <remarks>
/// Whether the encoder matters has to be found before its tokens are thinned out: <see cref="Dense"/> against <see cref="NoEncoder"/>, by
/// backbone and number of layers, on the choose split.
/// </remarks>
public static class SceneStudy
{
    private const double Unbounded = 999_999;

    /// <summary>Layers of the encoder, of which the paper has six.</summary>
    public const int Layers = 3;

    /// <summary>The keep ratios of Table 6.</summary>
    public static IReadOnlyList<double> KeepRatios { get; } = [.. SelectorOptions.Cascades.Keys];

    /// <summary>
    /// A detector a quarter of the paper's width, with three maps, 25 queries whose contents are the encoder's, as nothing learnt finds
    /// its objects in a budget of minutes, and no denoising.
    /// </summary>
    /// <param name="layers">Of the encoder.</param>
    /// <param name="backbone">The shallow one's first map is twice as fine, so that there is a map more.</param>
    public static FocusDetrOptions Detector(int layers, SceneBackbone backbone) => new()
    {
        Width = 64, Heads = 4, Levels = backbone == SceneBackbone.Deep ? 3 : 4, Points = 4, FeedForward = 128, NormGroups = 8, EncoderLayers = layers,
        DecoderLayers = 2, Queries = 25, Classes = 10, Origin = QueryOrigin.Encoder, Selector = null, FineTokens = 0, Values = EncoderValues.Updated, Denoising = null,
    };

    /// <summary>Which tokens of a scene are foreground: the paper's ranges, a quarter as far, for scenes of 128 pixels a side.</summary>
    /// <param name="backbone">The detector's.</param>
    /// <param name="overlapping">Whether ranges overlap, as Table 8's best do.</param>
    public static ForegroundLabels Labels(SceneBackbone backbone, bool overlapping = true)
    {
        DistanceRange[] ranges = overlapping ? [new(-1, 16), new(16, 64), new(32, Unbounded)] : [new(-1, 16), new(16, 32), new(32, Unbounded)];
        if (backbone == SceneBackbone.Deep) return new() { Strides = [8, 16, 32], Ranges = ranges };
        DistanceRange[] finer = overlapping
            ? [new(-1, 8), new(8, 32), new(16, 64), new(32, Unbounded)]
            : [new(-1, 8), new(8, 16), new(16, 32), new(32, Unbounded)];
        return new() { Strides = [4, 8, 16, 32], Ranges = finer };
    }

    /// <summary>The control of Fig. 7's curves: every layer of the encoder works on all tokens.</summary>
    public static SceneTrial Dense(SceneBackbone backbone, Tier tier, int layers = Layers) => new($"all tokens, {layers} layers", Detector(layers, backbone), backbone, tier);

    /// <summary>The other control: the decoder reads the features.</summary>
    public static SceneTrial NoEncoder(SceneBackbone backbone, Tier tier) => new("no encoder", Detector(0, backbone), backbone, tier);

    /// <summary>Focus-DETR at a keep ratio of Table 6, the cascade as steep as Table 7's.</summary>
    public static SceneTrial Focus(double keepRatio, SceneBackbone backbone, Tier tier) => Focus(keepRatio, backbone, tier, Cascade(keepRatio));

    /// <summary>Sparse DETR's selector, taught by what the decoder looks at.</summary>
    public static SceneTrial Sparse(double keepRatio, SceneBackbone backbone, Tier tier) =>
        new($"Sparse DETR, keep {keepRatio}", Detector(Layers, backbone) with { Selector = SelectorOptions.Sparse(keepRatio, Layers) }, backbone, tier)
        {
            Teacher = SelectorTeacher.DecoderAttention,
        };

    /// <summary>Table 4, from a selector that nothing teaches to all of Focus-DETR.</summary>
    public static IReadOnlyList<SceneTrial> Ladder(double keepRatio, SceneBackbone backbone, Tier tier)
    {
        double[] even = [.. Enumerable.Repeat(keepRatio, Layers)];
        var selector = new SelectorOptions(even) { Modulation = ScoreModulation.None };
        var bare = Focus(keepRatio, backbone, tier, even);
        SceneTrial Step(string label, SelectorOptions options, int fine) =>
            new(label, bare.Detector with { Selector = options, FineTokens = fine }, backbone, tier) { Labels = bare.Labels };
        return
        [
            Step("score predictor", selector, 0) with { Teacher = SelectorTeacher.None },
            Step("+ supervision", selector, 0),
            Step("+ modulations", selector with { Modulation = ScoreModulation.TopDown }, 0),
            Step("+ cascade", new SelectorOptions(Cascade(keepRatio)), 0),
            Focus(keepRatio, backbone, tier),
        ];
    }

    /// <summary>Table 7's six shares two by two, as means: as steep over three layers, and with the same mean.</summary>
    internal static IReadOnlyList<double> Cascade(double keepRatio)
    {
        var six = SelectorOptions.Cascades[keepRatio];
        return [.. Enumerable.Range(0, Layers).Select(i => Math.Round((six[2 * i] + six[2 * i + 1]) / 2, 3))];
    }

    private static SceneTrial Focus(double keepRatio, SceneBackbone backbone, Tier tier, IReadOnlyList<double> ratios)
    {
        // 300 of the paper's 18,500 tokens are one in sixty; here as many as there are queries.
        var detector = Detector(Layers, backbone) with { Selector = new(ratios), FineTokens = 25, Values = EncoderValues.Backbone };
        return new($"Focus-DETR, keep {keepRatio}", detector, backbone, tier) { Labels = Labels(backbone) };
    }
}
