namespace Fovea.Results;

/// <summary>The papers that code answers to.</summary>
public static class PaperLedgers
{
    /// <summary>One a paper.</summary>
    public static IReadOnlyList<IPaperLedger> All { get; } =
    [
        new Papers.PnpDetr.PnpDetrLedger(),
        new Papers.FocusDetr.FocusDetrLedger(),
        new Papers.PsVit.PsVitLedger(),
        new Papers.RegionFeatures.RegionFeaturesLedger(),
        new Papers.StochasticSampling.StochasticSamplingLedger(),
    ];
}
