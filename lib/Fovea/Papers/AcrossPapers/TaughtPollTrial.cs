using System.Text.Json.Nodes;
using Fovea.Data.Scenes;
using Fovea.Detection;
using Fovea.Detection.Queries;
using Fovea.Display;
using Fovea.Layers;
using Fovea.Papers.FocusDetr;
using Fovea.Papers.PnpDetr;
using Fovea.Results;
using Fovea.Training;
using static TorchSharp.torch;
using SceneTrial = Fovea.Papers.PnpDetr.SceneTrial;

namespace Fovea.Papers.AcrossPapers;

/// <summary>
/// A combination that no paper tried: PnP-DETR's sampler whose scoring network learns which tokens lie in boxes, as Focus-DETR's token
/// selector does (its eq. 1 and 7), besides what reaches it through the tokens that it scales.
/// </summary>
/// <remarks>The weight of that loss is Focus-DETR's and was not chosen here; there is one feature map, so all boxes belong to it.</remarks>
/// <param name="Untaught">The trial that it is compared with, whose sampler polls: all else is its.</param>
public sealed record TaughtPollTrial(SceneTrial Untaught)
{
    /// <summary>Under which runs are recorded.</summary>
    public const string Experiment = "poll-taught-by-boxes";

    private static readonly ForegroundLabels Labels = new() { Strides = [SmallBackbone.Stride], Ranges = [new(-1, double.MaxValue)] };

    /// <summary>What a reader calls it.</summary>
    public string Label => $"{Untaught.Label}, taught by boxes";

    /// <summary>Every setting, the seed apart.</summary>
    public JsonObject Configuration
    {
        get
        {
            var configuration = Untaught.Configuration;
            configuration["scores"] = CanonicalJson.Of(new { teacher = SelectorTeacher.Boxes, weight = SelectorLoss.Weight });
            return configuration;
        }
    }

    /// <summary>The runs of this trial.</summary>
    /// <param name="metric">One of those that <see cref="SceneTrial.Run"/> measures.</param>
    public RunQuery Query(string metric) => new(Experiment, Configuration, metric);

    /// <summary>The training of this trial from a seed. It measures what <see cref="SceneTrial.Run"/> does.</summary>
    public TrainingRun<QueryDetector> Run(DigitScenes scenes, int seed, Device? device = null, Action<Progress>? show = null)
    {
        var run = Untaught.Run(scenes, seed, device, show);
        var (objective, truth) = (run.Objective!, new QueryObjective(scenes.Train.Annotations, QueryObjective.Weights));
        QueryDetector? trained = null;
        return run with
        {
            Experiment = Experiment,
            Configuration = Configuration,
            Model = () => trained = run.Model(),
            Objective = (output, batch) =>
            {
                using var scope = NewDisposeScope();
                var (loss, accuracy) = objective(output, batch);
                var corners = batch.Indices.Select(index => BoxTensors.ToCorners(truth.Target(index, output.device).Boxes) * Scene.Side).ToArray();
                var taught = SelectorLoss.Weight * Lesson(((SceneSampler)trained!.Sampler!).Scores!, corners);
                return ((loss + taught).MoveToOuterDisposeScope(), accuracy.MoveToOuterDisposeScope());
            },
        };
    }

    /// <summary>Eq. 7 of Focus-DETR of the sampler's scores.</summary>
    /// <param name="scores">Of the tokens of a square map, from 0 to 1, [B, L].</param>
    /// <param name="corners">The objects of each of B images, x1, y1, x2, y2 in pixels, [T, 4].</param>
    internal static Tensor Lesson(Tensor scores, IReadOnlyList<Tensor> corners)
    {
        const double Certain = 1e-6;
        using var scope = NewDisposeScope();
        var side = (long)Math.Sqrt(scores.shape[1]);
        var logits = scores.clamp(Certain, 1 - Certain).logit();
        return SelectorLoss.ByBoxes(logits, Labels.Of(new Pyramid((side, side)), corners)).MoveToOuterDisposeScope();
    }
}
