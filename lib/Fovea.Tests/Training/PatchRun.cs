using System.Globalization;
using Fovea.Data;
using Fovea.Results;
using Fovea.Training;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Tests.Training;

/// <summary>A run on <see cref="Patches"/>: 40 images in 5 batches an epoch, 12 steps, augmented and mixed.</summary>
internal static class PatchRun
{
    public const int Steps = 12;

    public static Recipe Recipe { get; } = new() { Steps = Steps, WarmUp = 3, LearningRate = 0.02 };

    public static Dictionary<string, double> Measure(PatchModel model)
    {
        var found = Evaluation.Of(model, new Loader(new Patches(40), Plain));
        return new() { ["top1"] = found.Top1, ["loss"] = found.Loss };
    }

    public static LoaderOptions Plain { get; } = new() { BatchSize = 8, Normalisation = Normalisation.Cifar10 };

    public static TrainingRun<PatchModel> In(TemporaryFolder folder, Recipe? recipe = null, int seed = 3) =>
        In(folder, () => new PatchModel(), Measure, recipe ?? Recipe, seed, new Patches(40));

    public static TrainingRun<TModel> In<TModel>(
        TemporaryFolder folder, Func<TModel> model, Func<TModel, Dictionary<string, double>> measure, Recipe recipe, int seed, Patches images)
        where TModel : Module<Tensor, Tensor> => new()
        {
            Experiment = "patches",
            Configuration = CanonicalJson.Of(new { recipe }),
            Seed = seed,
            Tier = Tier.Smoke,
            Recipe = recipe,
            Model = model,
            Images = new Loader(images, Plain with
            {
                Seed = seed,
                Shuffle = true,
                Augmentation = new() { CropPadding = 1, Flip = 0.5, RandAugment = new() },
                Mixing = new(),
            }),
            Data = new Dictionary<string, string> { ["patches"] = new('a', 64) },
            Measure = measure,
            Folder = folder.Path,
        };

    /// <summary>Weights, buffers, metrics and history to the last bit.</summary>
    public static string Bits<TModel>(TrainedModel<TModel> trained) where TModel : Module<Tensor, Tensor> => string.Join('\n',
    [
        .. trained.Model.state_dict().Select(t => $"{t.Key} {Convert.ToHexString(t.Value.detach().contiguous().bytes)}"),
        .. trained.Record.Metrics.Select(m => $"{m.Key} {m.Value.ToString("R", CultureInfo.InvariantCulture)}"),
        .. trained.History.Select(o => $"{o}"),
    ]);

    public static string[] Checkpoints(TemporaryFolder folder) => Directory.GetFiles(folder.Path, "*.pt*");
}
