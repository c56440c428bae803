using System.Text.Json;
using static TorchSharp.torch;

namespace Fovea.Tests.Training;

/// <summary>What Python says of a tensor: its dtype, shape, and elements as hexadecimal bytes.</summary>
public sealed record Described(string Dtype, long[] Shape, string Bytes)
{
    public static Described Of(Tensor tensor) =>
        new(Name(tensor.dtype), tensor.shape, tensor.numel() == 0 ? "" : Convert.ToHexStringLower(tensor.contiguous().bytes));

    public bool Equals(Described? other) => other is not null && Dtype == other.Dtype && Bytes == other.Bytes && Shape.SequenceEqual(other.Shape);

    public override int GetHashCode() => HashCode.Combine(Dtype, Bytes);

    public override string ToString() => $"{Dtype} [{string.Join(", ", Shape)}] {Bytes}";

    static string Name(ScalarType type) => type switch
    {
        ScalarType.Byte => "uint8",
        ScalarType.Bool => "bool",
        _ => $"{type}".ToLowerInvariant(),
    };
}

/// <summary>Checkpoints made and read by PyTorch itself.</summary>
public static class PythonCheckpoint
{
    /// <summary>Defines <c>described(t)</c> and <c>say(value)</c>, whose output <see cref="Read"/> takes.</summary>
    const string Preamble = """
        import json, sys, torch

        def described(t):
            flat = t.detach().contiguous().flatten()
            raw = flat.view(torch.int16) if flat.dtype == torch.bfloat16 else flat
            return {"Dtype": str(t.dtype)[6:], "Shape": list(t.shape), "Bytes": raw.numpy().tobytes().hex()}

        def say(tensors):
            print(json.dumps({name: described(t) for name, t in tensors.items()}))


        """;

    /// <summary>Runs a script that calls <c>say</c> with a dictionary of tensors.</summary>
    public static Dictionary<string, Described> Read(string script, params string[] args) =>
        JsonSerializer.Deserialize<Dictionary<string, Described>>(Python.Run(Preamble + script, args))!;
}
