using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What an optimizer remembers of one parameter between steps.</summary>
/// <remarks>The tensors appear with the first step that has a gradient, and belong to no dispose scope.</remarks>
public abstract class OptimizerState
{
    readonly Tensor?[] slots;

    private protected OptimizerState(int slots) => this.slots = new Tensor?[slots];

    /// <summary>Steps taken, where the optimizer counts them.</summary>
    internal long Step { get; set; }

    private protected Tensor? this[int slot]
    {
        get => slots[slot];
        set
        {
            if (ReferenceEquals(value, slots[slot])) return;
            slots[slot]?.Dispose();
            slots[slot] = value?.DetachFromDisposeScope();
        }
    }

    /// <summary>Copies another state, or moves this one to a device.</summary>
    internal void CopyFrom(OptimizerState source, Device device)
    {
        Step = source.Step;
        for (int i = 0; i < slots.Length; i++)
            this[i] = source[i] is { } tensor ? tensor.to(device, copy: true) : null;
    }

    /// <exception cref="ArgumentException">The state is of a parameter of another shape.</exception>
    internal void RequireFit(Parameter parameter)
    {
        foreach (var tensor in slots)
            if (tensor is not null && !tensor.shape.SequenceEqual(parameter.shape))
                throw new ArgumentException(
                    $"a state of shape [{string.Join(", ", tensor.shape)}] is for another parameter than one of [{string.Join(", ", parameter.shape)}]");
    }

    internal void Dispose()
    {
        for (int i = 0; i < slots.Length; i++) this[i] = null;
    }
}
