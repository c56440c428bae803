using System.Text.Json.Serialization;
using Fovea.Layers;
using Fovea.Training;

namespace Fovea.Detection;

/// <summary>How a detector on Digit Scenes comes by its backbone. All detectors use the same settings, so that one figure can compare them.</summary>
public sealed record BackboneSetting
{
    private BackboneSetting()
    {
    }

    /// <summary>
    /// Drawn at random and trained with the detector. This is how the pretrained backbone was made: with a per-token detector,
    /// 35,600 views of scenes of the train split.
    /// </summary>
    public static BackboneSetting Pretraining { get; } = new() { Name = "pretraining", Recipe = Adam(2_225, 2e-3) };

    /// <summary>The committed weights, as they are: features can be computed once and kept.</summary>
    public static BackboneSetting Frozen { get; } = new() { Name = "frozen", Pretrained = true, IsFrozen = true, Recipe = Adam(800, 2e-3) };

    /// <summary>
    /// The committed weights, trained on with the detector, all at one rate. Not from random weights, since detectors that match
    /// queries to objects do not get off the ground then in a budget of minutes.
    /// </summary>
    public static BackboneSetting EndToEnd { get; } = new() { Name = "end-to-end", Pretrained = true, Recipe = Adam(800, 2e-3) };

    /// <summary>All settings.</summary>
    public static IReadOnlyList<BackboneSetting> All { get; } = [Pretraining, Frozen, EndToEnd];

    /// <summary>Names runs.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it starts from the committed weights, which have seen the train split, boxes included; else at random.</summary>
    public bool Pretrained { get; init; }

    /// <summary>Whether it stays as it is.</summary>
    [JsonPropertyName("frozen")]
    public bool IsFrozen { get; init; }

    /// <summary>How the per-token detector on it is trained, and how long.</summary>
    public required Recipe Recipe { get; init; }

    /// <summary>A backbone by this setting; what is drawn comes from the default generator.</summary>
    public SmallBackbone Create() => Pretrained ? PretrainedBackbone.Load() : new SmallBackbone();

    private static Recipe Adam(int steps, double rate) =>
        new() { Steps = steps, LearningRate = rate, WarmUp = 50, WeightDecay = 1e-3, LabelSmoothing = 0, ClipNorm = 10 };
}
