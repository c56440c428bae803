using System.Diagnostics;
using System.Text.Json;
using Fovea.Data;
using Fovea.Display;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Training;

/// <summary>How well a model classifies a set of images.</summary>
/// <param name="Top1">Percent of the images whose class the model finds the likeliest.</param>
/// <param name="Top5">Percent of the images whose class is among the five likeliest.</param>
/// <param name="Loss">Mean cross-entropy in nats, without smoothing.</param>
/// <param name="Images">How many images.</param>
/// <param name="Earlier">Time spent on it before it was last interrupted.</param>
public readonly record struct Evaluation(double Top1, double Top5, double Loss, long Images, TimeSpan Earlier = default)
{
    private const int Likeliest = 5;

    /// <summary>Classifies every image of an epoch of <paramref name="images"/>, the model in evaluation mode, where it stays.</summary>
    /// <param name="model">Images [B, 3, S, S] to logits [B, classes].</param>
    /// <param name="images">Without augmentation or mixing.</param>
    /// <param name="device">Where the model is; the CPU where null.</param>
    /// <param name="show">Is given the progress when it begins.</param>
    /// <param name="state">Where it keeps how far it is, so that it can be interrupted; nowhere where null.</param>
    /// <param name="cancellation">Ends it between two batches.</param>
    public static Evaluation Of(Module<Tensor, Tensor> model, Loader images, Device? device = null, Action<Progress>? show = null,
        EvaluationState? state = null, CancellationToken cancellation = default)
    {
        using var _ = no_grad();
        model.eval();
        var clock = Stopwatch.StartNew();
        var counts = state?.Restore() ?? new EvaluationCounts();
        var (earlier, saved) = (TimeSpan.FromSeconds(counts.Seconds), TimeSpan.Zero);
        var progress = new Progress("evaluate", images.Steps);
        show?.Invoke(progress);
        foreach (var batch in images.Epoch(0, counts.Steps))
        {
            using var made = batch;
            counts = counts.With(model.call, batch, device ?? CPU) with { Seconds = (earlier + clock.Elapsed).TotalSeconds };
            progress.Report(counts.Steps, FormattableString.Invariant($"top-1 {100.0 * counts.First / counts.Images:0.00}%"));
            if (cancellation.IsCancellationRequested || clock.Elapsed - saved > EvaluationState.Pause)
            {
                state?.Save(counts);
                saved = clock.Elapsed;
                cancellation.ThrowIfCancellationRequested();
            }
        }
        state?.Delete();
        return new Evaluation(100.0 * counts.First / counts.Images, 100.0 * counts.Among / counts.Images, counts.Loss / counts.Images, counts.Images, earlier);
    }

    /// <summary>What has been counted so far.</summary>
    internal readonly record struct EvaluationCounts(int Steps, long First, long Among, double Loss, long Images, double Seconds)
    {
        public EvaluationCounts With(Func<Tensor, Tensor> classify, Batch batch, Device device)
        {
            using var scope = NewDisposeScope();
            var labels = batch.Labels.to(device);
            var logits = classify(batch.Images.to(device));
            var (_, likeliest) = logits.topk((int)Math.Min(Likeliest, logits.shape[1]), 1);     // [B, 5]
            var hits = likeliest.eq(labels.unsqueeze(1));
            return this with
            {
                Steps = batch.Step + 1,
                First = First + hits.select(1, 0).sum().ToInt64(),
                Among = Among + hits.sum().ToInt64(),
                Loss = Loss + functional.cross_entropy(logits, labels, reduction: Reduction.Sum).ToDouble(),
                Images = Images + batch.Indices.Length,
            };
        }
    }
}

/// <summary>The file in which a long evaluation keeps how far it is until it has ended.</summary>
/// <param name="Path">The file; its folder is made.</param>
/// <param name="Identity">Of the model, the images and the settings: another evaluation's file is not gone on with.</param>
public sealed record EvaluationState(string Path, string Identity)
{
    internal static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private sealed record Kept(string Identity, Evaluation.EvaluationCounts Counts);

    internal Evaluation.EvaluationCounts? Restore()
    {
        if (!File.Exists(Path))
            return null;
        try
        {
            var kept = JsonSerializer.Deserialize<Kept>(File.ReadAllText(Path));
            return kept?.Identity == Identity ? kept.Counts : throw new InvalidDataException($"{Path} is of another evaluation: remove it to begin anew");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{Path} is damaged: remove it to begin anew ({e.Message})", e);
        }
    }

    internal void Save(Evaluation.EvaluationCounts counts)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!);
        AtomicFile.WriteAllText(Path, JsonSerializer.Serialize(new Kept(Identity, counts)));
    }

    internal void Delete() => File.Delete(Path);
}
