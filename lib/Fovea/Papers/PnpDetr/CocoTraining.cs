using System.Diagnostics;
using Fovea.Data;
using Fovea.Data.Coco;
using Fovea.Detection.Detr;
using Fovea.Display;
using Fovea.Layers;
using Fovea.Results;
using Fovea.Training;
using Fovea.Training.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Papers.PnpDetr;

/// <summary>
/// The authors' training on COCO train2017: the paper tier. It saves where it is from time to time, at the end of each epoch and when it
/// is cancelled; the same training, started again, goes on from there.
/// </summary>
public sealed record CocoTraining
{
    /// <summary>The split.</summary>
    public const string Split = "train2017";

    /// <summary>What is trained.</summary>
    public PnpDetrOptions Model { get; init; } = PnpDetrOptions.R50;

    /// <summary>How.</summary>
    public DetrRecipe Recipe { get; init; } = new();

    /// <summary>What becomes of the images.</summary>
    public DetectionTransform Transform { get; init; } = DetectionTransform.DetrTraining;

    /// <summary>Of the weights, of what the model draws, and of the images' order and transform.</summary>
    public int Seed { get; init; }

    /// <summary>Where to train.</summary>
    public Device Device { get; init; } = CPU;

    /// <summary>Where the state of an unfinished training lies.</summary>
    public string Folder { get; init; } = Path.Combine(Workbook.Root, "out", "training");

    /// <summary>How long it goes without saving, within an epoch.</summary>
    public TimeSpan SaveEvery { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Trains, or goes on training, and writes the model as the authors do, for <see cref="CocoTrial"/> to test.</summary>
    /// <param name="coco">A folder of COCO: <see cref="CocoFolder"/>.</param>
    /// <param name="backbone">torchvision's ResNet-50, trained on ImageNet.</param>
    /// <param name="path">Where the model goes.</param>
    /// <param name="show">Is given the progress when it begins.</param>
    /// <param name="cancellation">Ends it between two steps.</param>
    /// <exception cref="OperationCanceledException">It was cancelled, and saved where it was.</exception>
    /// <exception cref="DataSetException">The folder is no COCO, or has fewer images than a step takes.</exception>
    /// <exception cref="CheckpointException">The backbone or the saved state cannot be used.</exception>
    /// <exception cref="DivergedException">The loss or the gradient is not finite.</exception>
    public void Run(string coco, string backbone, string path, Action<Progress>? show = null, CancellationToken cancellation = default)
    {
        Recipe.Validate();
        Directory.CreateDirectory(Folder);
        var split = CocoFolder.Open(coco, Split, cancellation);
        var data = new Dictionary<string, string> { ["annotations"] = Checkpoint.Sha256(split.AnnotationsFile), ["backbone"] = Checkpoint.Sha256(backbone) };
        var identity = CanonicalJson.Hash(CanonicalJson.Of(new { model = Model, recipe = Recipe, transform = Transform, seed = Seed, data }));
        var saved = Path.Combine(Folder, $"pnp-detr-coco-{identity[..16]}.pt");
        using var turn = FileLock.Wait($"{saved}.lock", "another process that trains the same", cancellation);
        var state = new TrainingState(saved, identity);

        using var scope = NewDisposeScope();
        manual_seed(Seed);
        using var model = Model.Build();
        ResNetWeights.Load(model.Network, backbone);
        model.to(Device);
        var sampler = PnpTransformer.Of(model).Sampler;
        using var trainer = new DetrTrainer(model, Recipe, Device, output => sampler.ScoreLoss(((PnpTransformerOutput)output).Set));
        Train(trainer, state, split, show, cancellation);
        Checkpoint.WritePyTorch(path, new Dictionary<string, object?> { ["model"] = model.state_dict(), ["epoch"] = Recipe.Epochs - 1, ["run"] = identity });
        state.Delete();
    }

    private void Train(DetrTrainer trainer, TrainingState state, CocoFolder split, Action<Progress>? show, CancellationToken cancellation)
    {
        var images = new DetectionLoader(split.Images, new()
        {
            BatchSize = Recipe.BatchSize, Seed = Seed, Shuffle = true, DropLast = true, Transform = Transform, Threads = Environment.ProcessorCount,
        });
        var steps = images.Steps / Recipe.Accumulate;
        if (steps == 0)
            throw new DataSetException($"{split.AnnotationsFile} lists {split.Images.Count} images; a step takes {Recipe.Accumulate} batches of {Recipe.BatchSize}");
        var (earlier, clock, told) = (state.Restore(trainer), Stopwatch.StartNew(), TimeSpan.Zero);
        var (first, total) = (trainer.Step, steps * Recipe.Epochs);
        if (first == total) return;
        var progress = new Progress($"train PnP-DETR (steps{(first == 0 ? "" : $", on from {first}")})", total - first);
        show?.Invoke(progress);
        for (var epoch = first / steps; epoch < Recipe.Epochs; epoch++)
            foreach (var parts in images.Epoch(epoch, trainer.Step % steps * Recipe.Accumulate).Chunk(Recipe.Accumulate).Take(steps - trainer.Step % steps))
            {
                var loss = trainer.Take(parts, epoch);
                foreach (var part in parts) part.Dispose();
                progress.Report(trainer.Step - first, FormattableString.Invariant($"epoch {epoch + 1} of {Recipe.Epochs}, loss {loss:0.000}"));
                var stops = cancellation.IsCancellationRequested;
                if (stops || trainer.Step % steps == 0 || clock.Elapsed - told >= SaveEvery)
                {
                    told = clock.Elapsed;
                    state.Save(trainer, earlier + told);
                }
                if (stops)
                    throw new OperationCanceledException($"stopped after step {trainer.Step} of {total}; the same command goes on from there", cancellation);
            }
    }
}
