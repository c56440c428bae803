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
public readonly record struct Evaluation(double Top1, double Top5, double Loss, long Images)
{
    private const int Likeliest = 5;

    /// <summary>Classifies every image of an epoch of <paramref name="images"/>, the model in evaluation mode, where it stays.</summary>
    /// <param name="model">Images [B, 3, S, S] to logits [B, classes].</param>
    /// <param name="images">Without augmentation or mixing.</param>
    /// <param name="device">Where the model is; the CPU where null.</param>
    /// <param name="show">Is given the progress when it begins.</param>
    /// <param name="cancellation">Ends it between two batches.</param>
    public static Evaluation Of(
        Module<Tensor, Tensor> model, Loader images, Device? device = null, Action<Progress>? show = null, CancellationToken cancellation = default)
    {
        using var _ = no_grad();
        model.eval();
        var progress = new Progress("evaluate", images.Steps);
        show?.Invoke(progress);
        var (first, among, loss, count) = (0L, 0L, 0.0, 0L);
        foreach (var batch in images.Epoch())
        {
            cancellation.ThrowIfCancellationRequested();
            using var made = batch;
            using var scope = NewDisposeScope();
            var labels = batch.Labels.to(device ?? CPU);
            var logits = model.call(batch.Images.to(device ?? CPU));
            var (_, likeliest) = logits.topk((int)Math.Min(Likeliest, logits.shape[1]), 1);     // [B, 5]
            var hits = likeliest.eq(labels.unsqueeze(1));
            first += hits.select(1, 0).sum().ToInt64();
            among += hits.sum().ToInt64();
            loss += functional.cross_entropy(logits, labels, reduction: Reduction.Sum).ToDouble();
            count += batch.Indices.Length;
            progress.Report(batch.Step + 1, FormattableString.Invariant($"top-1 {100.0 * first / count:0.00}%"));
        }
        return new Evaluation(100.0 * first / count, 100.0 * among / count, loss / count, count);
    }
}
