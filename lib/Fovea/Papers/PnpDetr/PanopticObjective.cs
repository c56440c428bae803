using Fovea.Data;
using Fovea.Data.Scenes;
using Fovea.Detection;
using Fovea.Detection.Queries;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Papers.PnpDetr;

/// <summary>What the losses of a dense head count beside those of the queries.</summary>
/// <param name="Entropy">Of the pixels' binary cross-entropy, a mean; 5 in Mask2Former, which has it of each object's mask.</param>
/// <param name="Dice">Of the dice loss of all digits of a scene as one mask; 5 there too.</param>
/// <param name="Photo">Of the cross-entropy of the photograph's class, a mean over the locations.</param>
public readonly record struct DenseWeights(double Entropy, double Dice, double Photo);

/// <summary>The loss by which a <see cref="PanopticDetector"/> learns digits, their pixels and photographs at once.</summary>
/// <param name="split">What the batches' indices mean.</param>
/// <param name="detector">Of the model.</param>
/// <param name="weights">Of the dense head's losses.</param>
public sealed class PanopticObjective(SceneSplit split, QueryDetectorOptions detector, DenseWeights weights)
{
    private readonly QueryObjective queries = new(split.Annotations, QueryObjective.Weights);

    /// <summary>The sum of the losses, and the queries' accuracy.</summary>
    /// <param name="joined">As the model gives it.</param>
    /// <param name="batch">Of the split.</param>
    public (Tensor Loss, Tensor Accuracy) Objective(Tensor joined, Batch batch)
    {
        using var scope = NewDisposeScope();
        var output = PanopticOutput.Read(joined, detector);
        var (loss, accuracy) = queries.Objective(output.Queries, batch);
        var (said, wanted) = (output.Strokes.flatten(1), Strokes(batch.Indices).to(joined.device));                         // [B, pixels]
        var photo = batch.Labels.to(joined.device).reshape(-1, 1, 1).expand(-1, detector.Side, detector.Side);              // [B, H, W]
        loss = loss
            + weights.Entropy * functional.binary_cross_entropy_with_logits(said, wanted)
            + weights.Dice * MaskLosses.Dice(said, wanted, batch.Indices.Length)
            + weights.Photo * functional.cross_entropy(output.Photos, photo);
        return (loss.MoveToOuterDisposeScope(), accuracy.MoveToOuterDisposeScope());
    }

    // 1 where a digit is, [B, pixels].
    private Tensor Strokes(int[] indices)
    {
        const int pixels = Scene.Side * Scene.Side;
        var wanted = new float[indices.Length * pixels];
        foreach (var (i, index) in indices.Index())
            foreach (var digit in split.Scenes[index].Digits)
                for (var y = 0; y < digit.Height; y++)
                    for (var x = 0; x < digit.Width; x++)
                        if (digit.Mask[y, x])
                            wanted[i * pixels + (digit.Top + y) * Scene.Side + digit.Left + x] = 1;
        return tensor(wanted, [indices.Length, pixels]);
    }
}
