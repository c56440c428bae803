using System.Collections.Frozen;
using System.Numerics;
using System.Text;

namespace Fovea.Training.Checkpoints.Pickles;

/// <summary>A Python callable that a pickle may name, and what is made in its place.</summary>
internal sealed record Constructor(string Name, Func<object?[], object> Call);

/// <summary>The attributes of an <c>argparse.Namespace</c>.</summary>
internal sealed class Namespace : OrderedDictionary<object, object?>;

/// <summary>The Python names that a checkpoint may use. Every other is refused, so loading cannot run anything.</summary>
internal static class PickleGlobals
{
    static readonly FrozenDictionary<string, object> allowed = Allowed().ToFrozenDictionary();

    /// <exception cref="InvalidDataException">The name is not among those allowed.</exception>
    public static object Resolve(string module, string name) =>
        allowed.GetValueOrDefault($"{Modern(module)}.{name}") ?? throw Refused(module, name);

    public static InvalidDataException Refused(string module, string name) => new(
        $"refuses to load {module}.{name}: only tensors and plain containers are read. "
        + "Save those alone in Python, for instance torch.save(checkpoint['model'], path)");

    /// <summary>Gives an object its pickled state (BUILD).</summary>
    public static void SetState(object? target, object? state)
    {
        switch (target, state)
        {
            case (Namespace attributes, OrderedDictionary<object, object?> values):
                foreach (var (name, value) in values) attributes[name] = value;
                break;
            // An OrderedDict's own attributes: PyTorch keeps the versions of a state_dict's modules there (_metadata).
            case (OrderedDictionary<object, object?> and not Namespace, OrderedDictionary<object, object?>):
                break;
            case (NumpyType type, object?[] layout):
                type.Check(layout);
                break;
            default:
                throw new InvalidDataException($"pickled state {Describe(state)} for {Describe(target)}");
        }
    }

    /// <summary>A value as a dictionary's or a set's key.</summary>
    public static object Key(object? value) => value is string or long or bool or double or BigInteger
        ? value
        : throw new InvalidDataException($"{Describe(value)} as a key: expected a string or a number");

    public static string Describe(object? value) => value switch
    {
        null => "None",
        bool => "a bool",
        long or BigInteger => "an integer",
        double => "a float",
        string => "a string",
        byte[] => "bytes",
        List<object?> => "a list",
        object?[] => "a tuple",
        OrderedDictionary<object, object?> => "a dictionary",
        HashSet<object> => "a set",
        StoredTensor => "a tensor",
        Storage => "a storage",
        Constructor constructor => constructor.Name,
        ElementType type => $"torch.{type.Storage}",
        _ => value.GetType().Name,
    };

    /// <summary>Module names of Python 2, which protocol 2 uses, of NumPy before 2, of pathlib in 3.13.</summary>
    static string Modern(string module) => module switch
    {
        "__builtin__" => "builtins",
        "numpy.core.multiarray" => "numpy._core.multiarray",
        "pathlib._local" => "pathlib",
        _ => module,
    };

    static IEnumerable<KeyValuePair<string, object>> Allowed()
    {
        foreach (var type in ElementType.All)
        {
            yield return new($"torch.{type.Storage}", type);
            yield return new($"torch.{type.Dtype}", type.Scalar);
        }
        foreach (var constructor in Constructors()) yield return new(constructor.Name, constructor);
    }

    static IEnumerable<Constructor> Constructors()
    {
        yield return new("torch._utils._rebuild_tensor", Tensor);
        yield return new("torch._utils._rebuild_tensor_v2", Tensor);
        yield return new("torch._utils._rebuild_parameter", a => At<StoredTensor>(a, 0, "a parameter's data"));
        yield return new("torch._utils._rebuild_parameter_with_state", a => At<StoredTensor>(a, 0, "a parameter's data"));
        yield return new("torch.Size", a => At<object?[]>(a, 0, "a torch.Size"));
        yield return new("torch.device", Device);
        yield return new("collections.OrderedDict", Dictionary);
        yield return new("collections.Counter", Dictionary);
        yield return new("collections.defaultdict", a => Dictionary(a.Length > 0 ? a[1..] : a));
        yield return new("argparse.Namespace", _ => new Namespace());
        yield return new("builtins.dict", Dictionary);
        yield return new("builtins.list", a => new List<object?>(a.Length == 0 ? [] : At<List<object?>>(a, 0, "a list")));
        yield return new("builtins.set", Set);
        yield return new("builtins.frozenset", Set);
        foreach (var factory in (string[])["int", "float", "str", "bool"]) yield return Named($"builtins.{factory}");
        yield return new("builtins.bytes", a => a.Length == 0 ? Array.Empty<byte>() : At<byte[]>(a, 0, "bytes"));
        yield return new("_codecs.encode", a => Encoding.Latin1.GetBytes(At<string>(a, 0, "bytes")));
        yield return new("pathlib.PosixPath", Join);
        yield return new("pathlib.WindowsPath", Join);
        yield return new("numpy.dtype", a => new NumpyType(At<string>(a, 0, "a numpy.dtype")));
        yield return new("numpy._core.multiarray.scalar", a => At<NumpyType>(a, 0, "a numpy scalar").Read(At<byte[]>(a, 1, "a numpy scalar")));
    }

    /// <summary>A class that may be named, as a defaultdict's factory is, but is not made.</summary>
    static Constructor Named(string name) => new(name, _ => throw new InvalidDataException($"a pickled call of {name}"));

    static object Device(object?[] arguments) => arguments switch
    {
        [string device] => device,
        [string kind, long index] => $"{kind}:{index}",
        _ => throw new InvalidDataException($"a torch.device made of {string.Join(", ", arguments.Select(Describe))}"),
    };

    /// <summary>Arguments: storage, offset, size, stride; then for v2 requires_grad, hooks and flags that alter the view.</summary>
    static StoredTensor Tensor(object?[] arguments)
    {
        if (arguments is [_, _, _, _, _, _, OrderedDictionary<object, object?> flags, ..] && flags.Values.Contains(true))
            throw new InvalidDataException("a tensor saved as a lazy conjugate or negative: save it after resolve_conj().resolve_neg()");
        const string what = "a tensor";
        return new(At<Storage>(arguments, 0, what), At<long>(arguments, 1, what), Longs(arguments, 2), Longs(arguments, 3));

        static long[] Longs(object?[] arguments, int index) =>
            [.. At<object?[]>(arguments, index, what).Select(v => v is long size ? size : throw new InvalidDataException($"{Describe(v)} in a tensor's shape"))];
    }

    static OrderedDictionary<object, object?> Dictionary(object?[] arguments)
    {
        var result = new OrderedDictionary<object, object?>();
        switch (arguments)
        {
            case []:
                break;
            case [OrderedDictionary<object, object?> items]:
                foreach (var (key, value) in items) result[key] = value;
                break;
            case [List<object?> pairs]:
                foreach (var pair in pairs)
                {
                    if (pair is not IReadOnlyList<object?> { Count: 2 } item) throw new InvalidDataException($"{Describe(pair)} as a dictionary's item");
                    result[Key(item[0])] = item[1];
                }
                break;
            default:
                throw new InvalidDataException($"a dictionary made of {string.Join(", ", arguments.Select(Describe))}");
        }
        return result;
    }

    static HashSet<object> Set(object?[] arguments) =>
        arguments.Length == 0 ? [] : [.. At<List<object?>>(arguments, 0, "a set").Select(Key)];

    static string Join(object?[] parts) => Path.Join([.. parts.Select(p => p as string ?? throw new InvalidDataException($"{Describe(p)} in a path"))]);

    static T At<T>(object?[] arguments, int index, string what) => arguments.ElementAtOrDefault(index) is T value
        ? value
        : throw new InvalidDataException($"{what} made of {(index < arguments.Length ? Describe(arguments[index]) : "nothing")}");
}
