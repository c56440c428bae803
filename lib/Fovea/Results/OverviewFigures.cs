using Fovea.Counting;
using Fovea.Data;
using Fovea.Data.Scenes;
using Fovea.Detection;
using Fovea.Display;
using Fovea.Layers;
using Fovea.Papers;
using Fovea.Papers.PnpDetr;
using Fovea.Papers.PsVit;
using static TorchSharp.torch;
using Focus = Fovea.Papers.FocusDetr.SceneStudy;
using GenericChart = Plotly.NET.GenericChart;
using Regions = Fovea.Papers.RegionFeatures;
using Sampling = Fovea.Papers.StochasticSampling.SceneStudy;

namespace Fovea.Results;

/// <summary>The figures of the front page, of committed runs.</summary>
public static class OverviewFigures
{
    private const string Bars = "Error bars: 95% interval over seeds.";

    /// <summary>The figures for which there is something to draw, each with a name for its file.</summary>
    public static IReadOnlyList<(string Name, Figure Figure)> Of(Overview overview) =>
        [.. new[] { ("verdicts", Verdicts(overview)), ("controls", Controls(overview)), ("cost", Cost(overview)) }
            .Where(one => one.Item2 is not null).Select(one => (one.Item1, one.Item2!))];

    /// <summary>How many claims of each paper have which verdict, as shares of its claims.</summary>
    public static Figure? Verdicts(Overview overview)
    {
        var papers = overview.Papers.Where(paper => paper.Claims.Count > 0).ToArray();
        double Share(PaperResults paper, Verdict verdict) => 100.0 * paper.Judgements.Count(judgement => judgement.Verdict == verdict) / paper.Claims.Count;
        var shown = Enum.GetValues<Verdict>().Where(verdict => papers.Any(paper => Share(paper, verdict) > 0)).ToArray();
        return papers.Length == 0 ? null : new Figure(
            Plot.Combine(shown.Select(verdict => Plot.Columns(papers.Select(paper => paper.Paper), papers.Select(paper => Share(paper, verdict)), verdict.Word(), stacked: true)))
                .YAxis("share of the paper's claims", "%", range: (0, 100)),
            "What became of each paper's claims. Not comparable are mostly accuracies claimed on the paper's data, which are measured here on smaller sets; "
            + "not run are those that nothing here measures.",
            "Shares of each paper's claims by verdict");
    }

    /// <summary>What each mechanism gains over what its paper sets it against, and over the cheapest control.</summary>
    public static Figure? Controls(Overview overview)
    {
        var measured = Mechanism.All.Select(one => (One: one, Runs: overview.Runs(one.Paper)))
            .Select(one => (one.One, Rival: one.One.OverRival(one.Runs), Control: one.One.OverControl(one.Runs)))
            .Where(one => one is { Rival: not null, Control: not null }).ToArray();
        GenericChart Series(string name, IEnumerable<PairedInterval> gains) => Plot.Columns(
            measured.Select(one => one.One.Name), gains.Select(gain => gain.Mean), name, gains.Select(Half));
        return measured.Length == 0 ? null : new Figure(
            Plot.Combine(
                    Series("over what the paper compares with", measured.Select(one => one.Rival!)),
                    Series("over the cheapest control", measured.Select(one => one.Control!)))
                .YAxis("gain", "percentage points"),
            "What each mechanism gains, in AP on Digit Scenes or top-1 on CIFAR-10, over what its paper compares it with, and over the cheapest control: "
            + string.Join("; ", measured.Select(one => $"{one.One.Name.Split(',')[0]} over {one.One.Rival}, control {one.One.Control}").Distinct()) + $". {Bars}",
            "Gains of each mechanism over its paper's comparison and over the cheapest control");
    }

    /// <summary>Accuracy against compute on the two small data sets.</summary>
    public static Figure? Cost(Overview overview)
    {
        var panels = new[] { ("Digit Scenes: AP, %", Scenes(overview)), ("CIFAR-10: top-1, %", Cifar(overview)) }
            .Where(panel => panel.Item2.Count > 0)
            .Select(panel => (panel.Item1, Plot.Combine(panel.Item2).XAxis("multiply-adds an image, millions", log: true))).ToArray();
        return panels.Length == 0 ? null : new Figure(Plot.Grid(panels.Length, panels),
            "Accuracy against compute of whole models, extractor or backbone included; of stochastic sampling all but its last 1 x 1 convolution. "
            + "Detectors begin with different weights and are trained for different numbers of steps ("
            + string.Join(", ", SceneTraining.All.Select(one => $"{one.Detectors.Split(" (")[0]} {one.Steps}"))
            + $"), so that the shape of a curve says something of its idea and the distance between two curves does not. {Bars}",
            "Accuracy against multiply-adds on Digit Scenes and CIFAR-10");
    }

    private static List<GenericChart> Scenes(Overview overview)
    {
        IEnumerable<(double, PairedInterval)> Of(string paper, Func<string, RunQuery> query, double behind = 0)
        {
            var runs = overview.Runs(paper);
            return Points(runs, query("ap"), () => runs.Values(query("mmacs"), Tier.Full).Values.Average() + behind);
        }
        IEnumerable<(double, PairedInterval)> Measured(IEnumerable<SceneTrial> trials) => trials.SelectMany(trial => Of("pnp-detr", trial.Query));
        var regions = overview.Runs("region-features");
        IEnumerable<(double, PairedInterval)> Regional(IEnumerable<Regions.SceneTrial> trials) =>
            trials.SelectMany(trial => Points(regions, trial.Query("ap"), () => trial.Macs(regions) / 1e6));
        var early = FrozenFeatures.Macs(FeatureDepth.Early) / 1e6;
        return
        [
            .. Curve("PnP-DETR, poll and pool", Measured(SceneStudy.Alphas.Where(alpha => alpha < 1).Select(alpha => SceneStudy.Poll(alpha, SceneStudy.DefaultPool, Tier.Full)))),
            .. Curve("all locations", Measured([SceneStudy.AllTokens(Tier.Full)])),
            .. Curve("Focus-DETR, early features", Focus.KeepRatios.SelectMany(keep => Of("focus-detr", Focus.Focus(keep, Tier.Full).Query, early))),
            .. Curve("stochastic sampling", Sampling.Weights.SelectMany(weight => Of("stochastic-sampling", Sampling.Sampled(weight, Tier.Full).Query))),
            .. Curve("its network, smaller images", Sampling.Sides.SelectMany(side => Of("stochastic-sampling", Sampling.Uniform(side, Tier.Full).Query))),
            .. Curve("no transformer", Points(overview.Runs(TokenBaseline.Results), TokenBaselineRuns, () => TokenBaseline.Macs() / 1e6)),
            .. Curve("region features, sampled", Regional(Regions.SceneStudy.Samplings.Where(sampling => sampling.Outside is not null).Select(sampling => Regions.SceneStudy.Sampled(sampling, Tier.Full)))),
            .. Curve("aligned pooling", Regional([Regions.SceneStudy.Aligned(Regions.Support.Region, Tier.Full)])),
        ];
    }

    private static RunQuery TokenBaselineRuns =>
        new(TokenBaseline.Experiment(BackboneSetting.Frozen), TokenBaseline.Configuration(BackboneSetting.Frozen), "ap");

    private static List<GenericChart> Cifar(Overview overview)
    {
        var (runs, pnp) = (overview.Runs("ps-vit"), overview.Runs("pnp-detr"));
        IEnumerable<(double, PairedInterval)> Looking(IEnumerable<CifarTrial> trials) =>
            trials.SelectMany(trial => Points(runs, trial.Query("top1"), () => Macs(trial.Architecture.Build, trial.Architecture.ImageSize)));
        IEnumerable<(double, PairedInterval)> Polling(PnpVitTrial trial) => PnpVitTrial.TestedAlphas.SelectMany(alpha =>
            Points(pnp, trial.Query(PnpVitTrial.Top1At(alpha)), () => Macs(() => At(trial, alpha), PlainSide)));
        return
        [
            .. Curve("PS-ViT, 16 to 64 points", Looking(CifarStudy.Points.Select(points => CifarStudy.WithPoints(points, Tier.Full)))),
            .. Curve("ViT of its size", Looking([CifarStudy.Vit(CifarView.Plain, Tier.Full)])),
            .. Curve("PnP-ViT, α from 0.2", Polling(PnpVitStudy.Poll(CifarView.Plain, Tier.Full))),
            .. Curve("random locations, no pool", Polling(PnpVitStudy.RandomWithoutPool(CifarView.Plain, Tier.Full))),
        ];
    }

    private static int PlainSide => new CifarAxis(CifarView.Plain, Tier.Full).ImageSize;

    private static PnpVit At(PnpVitTrial trial, double alpha)
    {
        var model = trial.Build();
        model.Sampler!.Alpha = alpha;
        return model;
    }

    private static double Macs<T>(Func<T> build, int side) where T : nn.Module
    {
        using var model = Blueprint.Of(build);
        return Operations.Of(model, 1, 3, side, side).Cost(Conventions.RegionFeatures) / 1e6;
    }

    // One point, or none where there are fewer than two seeds.
    private static IEnumerable<(double, PairedInterval)> Points(RunLogContents runs, RunQuery query, Func<double> cost) =>
        runs.Values(query, Tier.Full) is { Count: > 1 } found ? [(cost(), PairedInterval.Of(found.Values))] : [];

    private static IEnumerable<GenericChart> Curve(string name, IEnumerable<(double Cost, PairedInterval Accuracy)> points)
    {
        var found = points.OrderBy(point => point.Cost).ToArray();
        return found.Length == 0 ? [] :
            [Plot.Line(found.Select(point => point.Cost), found.Select(point => point.Accuracy.Mean), name, found.Select(point => Half(point.Accuracy)), markers: true)];
    }

    private static double Half(PairedInterval interval) => (interval.Upper - interval.Lower) / 2;
}
