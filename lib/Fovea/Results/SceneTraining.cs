using System.Text.Json.Nodes;
using Fovea.Detection;
using Fovea.Display;
using Fovea.Papers.PnpDetr;
using Focus = Fovea.Papers.FocusDetr.SceneStudy;
using Regions = Fovea.Papers.RegionFeatures.SceneStudy;
using Sampling = Fovea.Papers.StochasticSampling.SceneStudy;
using Support = Fovea.Papers.RegionFeatures.Support;

namespace Fovea.Results;

/// <summary>How the detectors of one curve of <see cref="OverviewFigures.Cost"/> were trained, by their trials' configurations.</summary>
/// <param name="Detectors">What a reader calls them.</param>
/// <param name="Runs">The folder under <c>results/</c> that has their runs.</param>
/// <param name="Start">What was there before their training, and what of it stays as it is.</param>
/// <param name="Pretraining">The configuration by which that was trained.</param>
/// <param name="Trials">One a point of the curve.</param>
public sealed record SceneTraining(string Detectors, string Runs, string Start, JsonObject Pretraining, IReadOnlyList<RunQuery> Trials)
{
    private const string Frozen = "the shared backbone, frozen";

    /// <summary>In the order in which they are shown, at the full tier.</summary>
    public static IReadOnlyList<SceneTraining> All
    {
        get
        {
            var shared = TokenBaseline.Configuration(BackboneSetting.Pretraining);
            var dense = Sampling.Pretraining.Configuration;
            const string Tuned = "a dense detector of its kind, all of it trained on";
            return
            [
                new("PnP-DETR", "pnp-detr", Frozen, shared, [.. SceneStudy.Alphas.Select(alpha => SceneStudy.Poll(alpha, SceneStudy.DefaultPool, Tier.Full).Query("ap"))]),
                new("Focus-DETR", "focus-detr", "the shared backbone's first convolutions, frozen", shared, [.. Focus.KeepRatios.Select(keep => Focus.Focus(keep, Tier.Full).Query("ap"))]),
                new("stochastic sampling", "stochastic-sampling", Tuned, dense, [.. Sampling.Weights.Select(weight => Sampling.Sampled(weight, Tier.Full).Query("ap"))]),
                new("its dense network on smaller images", "stochastic-sampling", Tuned, dense, [.. Sampling.Sides.Select(side => Sampling.Uniform(side, Tier.Full).Query("ap"))]),
                new("region features", "region-features", $"{Frozen}, and the per-token detector that proposes", shared,
                    [.. Regions.Samplings.Select(sampling => Regions.Sampled(sampling, Tier.Full).Query("ap")), Regions.Aligned(Support.Region, Tier.Full).Query("ap")]),
                new("no transformer (front page)", TokenBaseline.Results, Frozen, shared,
                    [new(TokenBaseline.Experiment(BackboneSetting.Frozen), TokenBaseline.Configuration(BackboneSetting.Frozen), "ap")]),
            ];
        }
    }

    /// <summary>Steps of their own training.</summary>
    public string Steps => Joined(Trials.Select(trial => StepsOf(trial.Configuration)));

    /// <summary>A row for each of <see cref="All"/>.</summary>
    public static Table Table(Overview overview)
    {
        var table = new Table("What else differs between the curves", new Column("detectors"), new Column("begin with"),
            Column.Number("pretraining", "steps x batch"), Column.Number("training", "steps x batch"), Column.Number("rate, at most"), Column.Number("seeds"));
        foreach (var one in All)
        {
            var runs = overview.Runs(one.Runs);
            table = table.Row(one.Detectors, one.Start, Length(one.Pretraining), Joined(one.Trials.Select(trial => Length(trial.Configuration))),
                Joined(one.Trials.Select(trial => $"{trial.Configuration["recipe"]!["learningRate"]}")), Joined(one.Trials.Select(trial => $"{runs.Values(trial, Tier.Full).Count}")));
        }
        return table;
    }

    private static string StepsOf(JsonObject configuration) => $"{configuration["recipe"]!["steps"]}";

    private static string Length(JsonObject configuration) => $"{StepsOf(configuration)} x {configuration["batch"] ?? configuration["batchSize"]}";

    private static string Joined(IEnumerable<string> values) => string.Join(" or ", values.Distinct());
}
