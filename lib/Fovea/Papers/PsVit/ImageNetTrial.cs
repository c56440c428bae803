using System.Security.Cryptography;
using System.Text;
using Fovea.Data;
using Fovea.Display;
using Fovea.Layers;
using Fovea.Results;
using Fovea.Training;
using Fovea.Training.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Papers.PsVit;

/// <summary>A checkpoint of the authors' release on ImageNet's validation images: the paper tier.</summary>
/// <remarks>
/// The images are resized and cut as the authors' code does (<see cref="EvaluationView.PsVit"/>), and attention is scaled as their checkpoints
/// were trained (<see cref="AttentionScale.Width"/>).
/// </remarks>
public sealed record ImageNetTrial
{
    /// <summary>Under which runs are recorded.</summary>
    public const string Experiment = "imagenet";

    /// <summary>Images of ImageNet's validation set; a run over fewer is no evidence.</summary>
    public const int Images = 50_000;

    private const int Classes = 1_000;

    private readonly PsVitOptions _model;

    private ImageNetTrial(string row, PsVitOptions model) => (Row, _model) = (row, model);

    /// <summary>The models there are checkpoints of, by their names on the command line.</summary>
    public static IReadOnlyDictionary<string, ImageNetTrial> Named { get; } =
        Architecture.Named.Where(model => model.Value.Options is PsVitOptions { SharedWeights: false })
            .ToDictionary(model => model.Key.ToLowerInvariant().Replace('/', '-'), model => new ImageNetTrial(model.Key, Released((PsVitOptions)model.Value.Options)));

    /// <summary>The row of Table 3 and 8.</summary>
    public string Row { get; }

    /// <summary>The runs of this model; <c>top1</c> and <c>top5</c> in percent.</summary>
    public RunQuery Query(string metric) => new(Experiment, CanonicalJson.Of(new { model = _model, view = EvaluationView.PsVit }), metric);

    /// <summary>Classifies every image. Cancelled and started again, it goes on where it was.</summary>
    /// <param name="checkpoint">A file of the authors', or one with the same names.</param>
    /// <param name="images">A folder of images for each of the 1,000 classes, in the order of their names.</param>
    /// <param name="device">Where.</param>
    /// <param name="folder">Where the state of an unfinished evaluation lies.</param>
    /// <param name="show">Is given the progress when it begins.</param>
    /// <param name="cancellation">Ends it between two batches.</param>
    /// <returns>To append to the ledger where it is over all <see cref="Images"/>.</returns>
    /// <exception cref="DataSetException">The folder does not hold images of 1,000 classes.</exception>
    /// <exception cref="CheckpointException">The checkpoint cannot be read, or is another model's.</exception>
    /// <exception cref="ImageException">An image cannot be read.</exception>
    public (RunRecord Run, long Images) Run(
        string checkpoint, string images, Device device, string folder, Action<Progress>? show = null, CancellationToken cancellation = default)
    {
        var source = ImageFolder.Open(images);
        if (source.Classes.Count != Classes)
            throw new DataSetException($"{images} holds {source.Classes.Count} folder(s); expected one for each of ImageNet's {Classes} classes, n01440764 to n15075141");
        return Run(checkpoint, source, device, folder, show, cancellation);
    }

    internal (RunRecord Run, long Images) Run(
        string checkpoint, ImageFolder source, Device device, string folder, Action<Progress>? show, CancellationToken cancellation)
    {
        var query = Query("top1");
        var data = new Dictionary<string, string> { ["checkpoint"] = HashOf(checkpoint), ["images"] = HashOf(source) };
        var run = RunInProgress.Start(Experiment, query.Configuration, 0, Tier.Paper, device);
        using var scope = NewDisposeScope();
        var model = new PsVitModel(_model);
        Checkpoint.Read(checkpoint).LoadInto(model);
        model.to(device);
        var loader = new Loader(source, new()
        {
            BatchSize = 32,
            View = EvaluationView.PsVit,
            Normalisation = Normalisation.ImageNet,
            Threads = Environment.ProcessorCount,
        });
        var identity = CanonicalJson.Hash(CanonicalJson.Of(new { query.Configuration, data }));
        var on = Evaluation.Of(model, loader, device, show, new(Path.Combine(folder, $"{identity[..16]}.json"), identity), cancellation);
        return (run.Finish(new Dictionary<string, double> { ["top1"] = on.Top1, ["top5"] = on.Top5, ["loss"] = on.Loss }, data, on.Earlier), on.Images);
    }

    private static PsVitOptions Released(PsVitOptions options) => options with { Encoder = options.Encoder with { Scale = AttentionScale.Width } };

    private static string HashOf(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            return Convert.ToHexStringLower(SHA256.HashData(stream));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"checkpoint {file} cannot be read: {e.Message}", e);
        }
    }

    // Names and sizes: the bytes are read once, when they are classified.
    private static string HashOf(ImageFolder source)
    {
        var list = new StringBuilder();
        for (var i = 0; i < source.Count; i++)
            list.Append(Path.GetFileName(source.PathOf(i))).Append(' ').Append(source.Label(i)).Append(' ').Append(new FileInfo(source.PathOf(i)).Length).Append('\n');
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(list.ToString())));
    }
}
