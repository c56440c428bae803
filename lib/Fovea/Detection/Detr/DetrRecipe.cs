using Fovea.Layers;

namespace Fovea.Detection.Detr;

/// <summary>
/// How a DETR is trained: AdamW, the rates a tenth from some epoch on. The defaults are those of PnP-DETR's authors: 8 GPUs with 4 images each,
/// here one after the other (Section 4.1), DETR's rates and its long schedule (DETR, Section 4 and appendix A.4).
/// </summary>
public sealed record DetrRecipe
{
    /// <summary>Images that go through the model together.</summary>
    public int BatchSize { get; init; } = 4;

    /// <summary>How many such batches one step of the optimizer is made of.</summary>
    public int Accumulate { get; init; } = 8;

    /// <summary>Times that each image is seen.</summary>
    public int Epochs { get; init; } = 500;

    /// <summary>From which epoch on the rates are a tenth.</summary>
    public int DropEpoch { get; init; } = 400;

    /// <summary>Of all but the backbone.</summary>
    public double LearningRate { get; init; } = 1e-4;

    /// <summary>Of the backbone.</summary>
    public double BackboneRate { get; init; } = 1e-5;

    /// <summary>What weights shrink by at each step, times the rate; all of them.</summary>
    public double WeightDecay { get; init; } = 1e-4;

    /// <summary>The largest norm of all gradients together.</summary>
    public double ClipNorm { get; init; } = .1;

    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public void Validate()
    {
        Check.AtLeast(1, BatchSize, nameof(BatchSize));
        Check.AtLeast(1, Accumulate, nameof(Accumulate));
        Check.AtLeast(1, Epochs, nameof(Epochs));
        Check.AtLeast(1, DropEpoch, nameof(DropEpoch));
        Check.That(LearningRate > 0, nameof(LearningRate), "above 0", LearningRate);
        Check.That(BackboneRate > 0, nameof(BackboneRate), "above 0", BackboneRate);
        Check.That(WeightDecay >= 0, nameof(WeightDecay), "0 or more", WeightDecay);
        Check.That(ClipNorm > 0, nameof(ClipNorm), "above 0", ClipNorm);
    }
}
