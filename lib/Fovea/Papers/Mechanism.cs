using Fovea.Data;
using Fovea.Results;

namespace Fovea.Papers;

/// <summary>What a paper adds to a model, measured small, with what the paper sets it against and with the cheapest control.</summary>
/// <remarks>A gain that the control has too is not the mechanism's.</remarks>
/// <param name="Paper">The folder under <c>results/</c> that has the runs.</param>
/// <param name="Name">For a reader.</param>
/// <param name="Rival">What the paper compares it with, in words.</param>
/// <param name="Control">The cheapest model that would have the gain if the mechanism were not what helps, in words.</param>
/// <param name="With">The runs with the mechanism; its metric is in percent.</param>
/// <param name="WithRival">Those of the rival.</param>
/// <param name="WithControl">Those of the control.</param>
public sealed record Mechanism(
    string Paper, string Name, string Rival, string Control, RunQuery With, RunQuery WithRival, RunQuery WithControl)
{
    /// <summary>One a mechanism and data set that has been run, at the full tier.</summary>
    public static IReadOnlyList<Mechanism> All =>
    [
        new("pnp-detr", "PnP-DETR", "random locations", "no encoder",
            PnpDetr.SceneStudy.Poll(.33, PnpDetr.SceneStudy.DefaultPool, Tier.Full).Query("ap"),
            PnpDetr.SceneStudy.Selecting(PnpDetr.FineSelection.Random, PnpDetr.SceneStudy.DefaultPool, Tier.Full).Query("ap"),
            PnpDetr.SceneStudy.NoEncoder(Tier.Full).Query("ap")),
        new("pnp-detr", "PnP-ViT, cluttered", "a ViT on all tokens", "random locations, no pool",
            PnpDetr.PnpVitStudy.Poll(CifarView.Cluttered, Tier.Full).Query("top1"),
            PnpDetr.PnpVitStudy.Vit(CifarView.Cluttered, Tier.Full).Query("top1"),
            PnpDetr.PnpVitStudy.RandomWithoutPool(CifarView.Cluttered, Tier.Full).Query("top1")),
        FocusOn(FocusDetr.QueryOrigin.Mixed, "DINO"),
        FocusOn(FocusDetr.QueryOrigin.Encoder, "Deformable DETR"),
        PsVitOn(CifarView.Plain),
        PsVitOn(CifarView.Cluttered),
        new("stochastic-sampling", "stochastic sampling", "smaller images at as many steps", "smaller images at as much training time",
            StochasticSampling.SceneStudy.Sampled(.2, Tier.Full).Query("ap"),
            StochasticSampling.SceneStudy.Uniform(112, Tier.Full).Query("ap"),
            StochasticSampling.SceneStudy.UniformAtCpuTime(112, 1, Tier.Full).Query("ap")),
        new("region-features", "region features", "aligned pooling", "the mean over the image",
            RegionFeatures.SceneStudy.Of(RegionFeatures.WeightTerms.Both, Tier.Full).Query("ap"),
            RegionFeatures.SceneStudy.Aligned(RegionFeatures.Support.Region, Tier.Full).Query("ap"),
            RegionFeatures.SceneStudy.Of(RegionFeatures.WeightTerms.None, Tier.Full).Query("ap")),
    ];

    /// <summary>What it has over the rival, paired by seed; null with fewer than two seeds run both ways.</summary>
    public PairedInterval? OverRival(RunLogContents runs) => Over(WithRival, runs);

    /// <summary>What it has over the control, paired by seed; null with fewer than two seeds run both ways.</summary>
    public PairedInterval? OverControl(RunLogContents runs) => Over(WithControl, runs);

    private PairedInterval? Over(RunQuery other, RunLogContents runs) =>
        PairedInterval.Between(runs.Values(With, Tier.Full), runs.Values(other, Tier.Full)) is { Pairs: > 1 } gap ? gap : null;

    private static Mechanism FocusOn(FocusDetr.QueryOrigin origin, string detector) => new("focus-detr", $"Focus-DETR on {detector}",
        "Sparse DETR's selector", "random tokens",
        FocusDetr.SceneStudy.Focus(.3, Tier.Full, origin).Query("ap"),
        FocusDetr.SceneStudy.Sparse(.3, Tier.Full, origin).Query("ap"),
        FocusDetr.SceneStudy.Random(.3, Tier.Full, origin).Query("ap"));

    private static Mechanism PsVitOn(CifarView view) => new("ps-vit", $"PS-ViT, {(view == CifarView.Plain ? "plain" : "cluttered")}",
        "one look", "four looks at places fixed beforehand",
        PsVit.CifarStudy.WithIterations(4, view, Tier.Full).Query("top1"),
        PsVit.CifarStudy.WithIterations(1, view, Tier.Full).Query("top1"),
        PsVit.CifarStudy.FixedShifts(view, Tier.Full).Query("top1"));
}
