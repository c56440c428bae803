using Fovea.Data;
using Fovea.Layers;
using Fovea.Training.Checkpoints;

namespace Fovea.Detection;

/// <summary>
/// The committed weights of the small backbone and of the per-token detector that it was pretrained as, by seed 0 of
/// <see cref="BackboneSetting.Pretraining"/>. <b>It was pretrained for detection on the train split of Digit Scenes itself</b>,
/// so a detector on top of it does not learn from as little as its own training shows.
/// </summary>
public static class PretrainedBackbone
{
    /// <summary>Of the file.</summary>
    public static string Sha256 => Weights.Sha256;

    /// <summary>Where it lies.</summary>
    public static string File => Weights.File;

    internal static CommittedWeights Weights { get; } = CommittedWeights.Of(
        "digit-scenes.safetensors", "884d514d3fdc703146c7cc213178dc56b6c4b43626a65fcce52a502ab3342e5b", "lib/fovea train digit-backbone");

    /// <summary>The backbone alone.</summary>
    /// <exception cref="CheckpointException">The file is missing or another one.</exception>
    public static SmallBackbone Load()
    {
        var backbone = new SmallBackbone();
        Weights.Read().LoadInto(backbone, prefix: "backbone.");
        return backbone;
    }

    /// <summary>The whole per-token detector, in evaluation mode.</summary>
    /// <exception cref="CheckpointException">The file is missing or another one.</exception>
    public static TokenDetector LoadDetector()
    {
        var detector = new TokenDetector(Mnist.Classes.Count, new SmallBackbone());
        Weights.Read().LoadInto(detector);
        detector.eval();
        return detector;
    }
}
