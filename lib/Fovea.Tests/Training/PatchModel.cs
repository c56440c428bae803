using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Tests.Training;

/// <summary>A classifier of <see cref="Patches"/> that has what makes resuming hard: batch norm's running averages, and dropout.</summary>
internal sealed class PatchModel : Module<Tensor, Tensor>
{
    private readonly Sequential layers;

    public PatchModel() : base(nameof(PatchModel))
    {
        layers = Sequential(Conv2d(3, 6, 3, padding: 1, bias: false), BatchNorm2d(6), ReLU(), AvgPool2d(4), Flatten(), Dropout(0.3), Linear(24, 4));
        RegisterComponents();
    }

    /// <summary>Training steps so far.</summary>
    public int Steps { get; private set; }

    /// <summary>What becomes of the logits of a training step.</summary>
    public Func<int, Tensor, Tensor> OnStep { get; init; } = (_, logits) => logits;

    public override Tensor forward(Tensor images)
    {
        var logits = layers.call(images);
        return training ? OnStep(Steps++, logits) : logits;
    }
}
