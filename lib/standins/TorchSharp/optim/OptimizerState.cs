using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What an optimizer remembers of one parameter between steps.</summary>
/// <remarks>The tensors appear with the first step that has a gradient, and belong to no dispose scope.</remarks>
public abstract class OptimizerState
{
    const string StepName = "step";

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
                    $"a state of shape {Text(tensor)} does not fit a parameter of shape {Text(parameter)}");

        static string Text(Tensor tensor) => $"[{string.Join(", ", tensor.shape)}]";
    }

    /// <summary>What to write to a file; the tensors are the state's own.</summary>
    internal IEnumerable<(string Name, Tensor Value)> Values =>
    [
        (StepName, tensor(Step)),
        .. slots.Index().Where(slot => slot.Item is not null).Select(slot => ($"{slot.Index}", slot.Item!)),
    ];

    /// <summary>Takes what <paramref name="read"/> says for a name, null for nothing.</summary>
    internal void Set(Func<string, Tensor?> read)
    {
        Step = read(StepName)?.ToInt64() ?? 0;
        for (int i = 0; i < slots.Length; i++) this[i] = read($"{i}");
    }

    internal void Dispose()
    {
        for (int i = 0; i < slots.Length; i++) this[i] = null;
    }
}
