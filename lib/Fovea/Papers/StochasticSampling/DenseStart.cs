using Fovea.Training.Checkpoints;

namespace Fovea.Papers.StochasticSampling;

/// <summary>
/// The committed weights that detectors on Digit Scenes start from: those of <see cref="SceneStudy.Pretraining"/> with seed 0, a dense
/// detector, where the paper starts from an ImageNet classifier. <b>They have seen the train split, boxes included</b>, so what follows is
/// fine-tuning, and its length is no training time from nothing.
/// </summary>
public static class DenseStart
{
    /// <summary>Of the file.</summary>
    public static string Sha256 => Weights.Sha256;

    /// <summary>Where it lies.</summary>
    public static string File => Weights.File;

    internal static CommittedWeights Weights { get; } = CommittedWeights.Of(
        "sampling-start.safetensors", "d64be3de671ca7afe13989eb955da08afbfe83a4847a749058ba502d89e1491c", "lib/fovea train sampling-start");

    /// <summary>Copies the weights; masks and interpolation, which they lack, stay as they are.</summary>
    /// <param name="model">A detector of digits.</param>
    /// <exception cref="CheckpointException">The file is missing or another one, or does not fit.</exception>
    public static void LoadInto(SmallModel model)
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        Weights.Read().LoadInto(model, strict: false);
    }
}
