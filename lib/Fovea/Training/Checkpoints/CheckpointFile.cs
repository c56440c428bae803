using Fovea.Training.Checkpoints.Pickles;
using static TorchSharp.torch;

namespace Fovea.Training.Checkpoints;

/// <summary>How a checkpoint's file is laid out.</summary>
public enum CheckpointFormat
{
    /// <summary>What <c>torch.save</c> writes since 1.6: a zip archive.</summary>
    PyTorch,

    /// <summary>What <c>torch.save</c> wrote before: pickles, then storages.</summary>
    PyTorchLegacy,

    /// <summary>A JSON header, then the tensors' bytes.</summary>
    Safetensors,
}

/// <summary>A checkpoint in memory: plain containers with tensors, on the CPU, in them.</summary>
public sealed class CheckpointFile
{
    internal CheckpointFile(string path, CheckpointContents contents, object? root) =>
        (Path, Format, Metadata, Root) = (path, contents.Format, contents.Metadata, root);

    /// <summary>The file it was read from.</summary>
    public string Path { get; }

    /// <summary>How that file is laid out.</summary>
    public CheckpointFormat Format { get; }

    /// <summary>Text kept beside the tensors of a safetensors file; empty for the other formats.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>
    /// What was saved. Python's dictionaries, ordered ones, counters and argparse namespaces are
    /// <see cref="IReadOnlyDictionary{TKey,TValue}"/> of object to object; lists and tuples <see cref="IReadOnlyList{T}"/> of object;
    /// sets <see cref="IReadOnlySet{T}"/> of object; integers long, or BigInteger beyond 64 bits; floats and NumPy's numbers double or
    /// long; dtypes <see cref="ScalarType"/>; devices and paths string; the rest null, bool, string, byte[] and <see cref="Tensor"/>.
    /// </summary>
    /// <remarks>
    /// A tensor belongs to the dispose scope that the checkpoint was read in. Tensors that shared memory when saved share it here.
    /// </remarks>
    public object? Root { get; }

    /// <summary>Every tensor, by the keys and list indices that lead to it, joined by dots.</summary>
    /// <exception cref="CheckpointException">Two tensors have the same name.</exception>
    public IReadOnlyDictionary<string, Tensor> Tensors
    {
        get
        {
            var result = new OrderedDictionary<string, Tensor>();
            Collect(Root, "");
            return result;

            void Collect(object? value, string name)
            {
                if (value is Tensor tensor && !result.TryAdd(name, tensor))
                    throw Error($"has two tensors that would be named {name}: read them from {nameof(Root)}");
                foreach (var (key, item) in Items(value)) Collect(item, name.Length == 0 ? key : $"{name}.{key}");
            }
        }
    }

    /// <summary>A model's parameters and buffers by name, ready for <c>load_state_dict</c>.</summary>
    /// <param name="at">Where it is, such as "model" or "ema.state_dict"; null for the whole checkpoint or the one state_dict in it.</param>
    /// <param name="prefix">Takes only the entries that begin so, without it: "module." undoes DataParallel.</param>
    /// <exception cref="CheckpointException">There is no such state_dict, or more than one.</exception>
    public Dictionary<string, Tensor> StateDict(string? at = null, string prefix = "")
    {
        var (found, where) = at is null ? Only() : (Find(at), at);
        var result = new Dictionary<string, Tensor>();
        foreach (var (name, value) in Items(found).Where(i => i.Name.StartsWith(prefix, StringComparison.Ordinal)))
            result[name[prefix.Length..]] = value as Tensor
                ?? throw Error($"has {PickleGlobals.Describe(value)} at {Join(where, name)}: expected a tensor, as everywhere in a state_dict");
        if (result.Count == 0)
            throw Error($"has no tensors{(where.Length == 0 ? "" : $" at {where}")}{(prefix.Length == 0 ? "" : $" that begin with {prefix}")}");
        return result;
    }

    /// <summary>Copies a state_dict into the parameters and buffers of the same names, converting dtypes and devices.</summary>
    /// <param name="module">The model to fill.</param>
    /// <param name="at">As in <see cref="StateDict"/>.</param>
    /// <param name="prefix">As in <see cref="StateDict"/>.</param>
    /// <param name="strict">Whether a name on one side only is an error; a differing shape always is.</param>
    /// <returns>Names that the checkpoint lacks, and names that the module lacks: empty where strict.</returns>
    /// <exception cref="CheckpointException">The two do not fit; the message lists every difference, and nothing was copied.</exception>
    public (IReadOnlyList<string> Missing, IReadOnlyList<string> Unexpected) LoadInto(nn.Module module, string? at = null, string prefix = "", bool strict = true)
    {
        var source = StateDict(at, prefix);
        var target = module.state_dict();
        var names = target.ToLookup(t => t.Value.Handle, t => t.Key); // of a tensor that several modules share, any is enough
        string[] missing = [.. target.Where(t => !names[t.Value.Handle].Any(source.ContainsKey)).Select(t => t.Key)];
        string[] unexpected = [.. source.Keys.Where(k => !target.ContainsKey(k))];
        string[] misshapen = [.. target.Where(t => source.TryGetValue(t.Key, out var found) && !found.shape.SequenceEqual(t.Value.shape))
            .Select(t => $"{t.Key}: expected {Shape(t.Value)}, found {Shape(source[t.Key])}")];
        if (misshapen.Length > 0 || (strict && missing.Length + unexpected.Length > 0))
            throw Error($"does not fit the module {module.GetName()}."
                + Differences("missing from it", missing) + Differences("unknown to the module", unexpected) + Differences("of another shape", misshapen));
        module.load_state_dict(source, strict: false);
        return (missing, unexpected);

        static string Shape(Tensor tensor) => $"[{string.Join(", ", tensor.shape)}]";
        static string Differences(string kind, string[] names) => names.Length == 0 ? "" : $"\n{names.Length} {kind}:\n  {string.Join("\n  ", names)}";
    }

    /// <summary>The value at a path of keys joined by dots, such as "epoch" or "args.lr".</summary>
    /// <exception cref="CheckpointException">There is none, or it is of another type.</exception>
    public T Value<T>(string at)
    {
        var found = Find(at);
        return found is T value ? value : throw Error($"has {PickleGlobals.Describe(found)} at {at}: expected {typeof(T).Name}");
    }

    /// <summary>Follows the longest key that fits at each step, since keys may have dots themselves.</summary>
    object? Find(string at)
    {
        var (value, rest) = (Root, at);
        while (true)
        {
            var match = Items(value).Where(i => rest == i.Name || rest.StartsWith(i.Name + ".", StringComparison.Ordinal))
                .Select(i => ((string Name, object? Value)?)i).MaxBy(i => i!.Value.Name.Length);
            if (match is not { } step)
                throw Error($"has nothing at {at}: at {(rest.Length == at.Length ? "the top" : at[..^(rest.Length + 1)])} it has {Names(value)}");
            value = step.Value;
            if (rest.Length == step.Name.Length) return value;
            rest = rest[(step.Name.Length + 1)..];
        }
    }

    (object? Value, string Where) Only()
    {
        if (IsStateDict(Root)) return (Root, "");
        var candidates = Items(Root).Where(i => IsStateDict(i.Value)).ToArray();
        if (candidates is [var only]) return (only.Value, only.Name);
        throw Error(candidates.Length == 0
            ? $"has no state_dict at the top, where it has {Names(Root)}: say where it is, such as 'model'"
            : $"has several state_dicts: say which of {string.Join(", ", candidates.Select(c => c.Name))}");
    }

    static bool IsStateDict(object? value) => value is OrderedDictionary<object, object?> { Count: > 0 } items && items.Values.All(v => v is Tensor);

    static IEnumerable<(string Name, object? Value)> Items(object? value) => value switch
    {
        OrderedDictionary<object, object?> items => items.Select(i => (FormattableString.Invariant($"{i.Key}"), i.Value)),
        IReadOnlyList<object?> items => items.Select((item, i) => ($"{i}", item)),
        _ => [],
    };

    static string Names(object? value)
    {
        const int shown = 8;
        var names = Items(value).Select(i => i.Name).ToArray();
        return names.Length == 0
            ? PickleGlobals.Describe(value)
            : string.Join(", ", names.Take(shown)) + (names.Length > shown ? $" and {names.Length - shown} more" : "");
    }

    static string Join(string where, string name) => where.Length == 0 ? name : $"{where}.{name}";

    CheckpointException Error(string what) => new($"checkpoint {Path} {what}");
}
