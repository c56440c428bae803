using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Tests.Engine;

/// <summary>Tensors that a Python script showed by name, to compare ours with.</summary>
sealed class Reference
{
    const string Before = """
        import json, math, torch
        import torch.nn as nn, torch.nn.functional as F
        torch.set_default_dtype(torch.float64)
        shown = {}
        def show(name, tensor): shown[name] = (list(tensor.shape), tensor.detach().double().flatten().tolist())
        def draw(seed, *sizes): return torch.randn(sizes, generator=torch.Generator().manual_seed(seed))
        def fill(module):
            with torch.no_grad():
                for i, p in enumerate(module.parameters()): p.copy_(draw(100 + i, *p.shape))
            return module

        """;

    readonly Dictionary<string, JsonElement[]> shown;

    /// <param name="script">Calls <c>show(name, tensor)</c>; has PyTorch's usual names, <c>draw</c> and <c>fill</c> as here, and double precision.</param>
    public Reference(string script) =>
        shown = JsonSerializer.Deserialize<Dictionary<string, JsonElement[]>>(Python.Run($"{Before}{script}\nprint(json.dumps(shown))"))!;

    /// <summary>Normal numbers in double precision, the same on both sides.</summary>
    public static Tensor Draw(long seed, params long[] sizes) => randn(sizes, float64, generator: new Generator((ulong)seed));

    /// <summary>Gives a module's parameters numbers by their place, in double precision.</summary>
    public static T Fill<T>(T module) where T : nn.Module
    {
        module.to(float64);
        using var _ = no_grad();
        foreach (var (parameter, seed) in module.parameters().Select((p, i) => (p, 100 + i))) parameter.copy_(Draw(seed, parameter.shape));
        return module;
    }

    /// <param name="tolerance">Of each element, relative above 1 and absolute below.</param>
    public void Check(string name, Tensor ours, double tolerance = 1e-12)
    {
        var sizes = shown[name][0].Deserialize<long[]>()!;
        var values = shown[name][1].Deserialize<double[]>()!;
        Assert.True(sizes.SequenceEqual(ours.shape), $"{name}: [{string.Join(", ", ours.shape)}], in Python [{string.Join(", ", sizes)}]");
        using var real = ours.detach().to_type(float64);
        var worst = real.data<double>().Zip(values, (a, b) => (Ours: a, Theirs: b, Error: Math.Abs(a - b) / Math.Max(1, Math.Abs(b))))
            .DefaultIfEmpty().MaxBy(pair => double.IsNaN(pair.Error) ? double.PositiveInfinity : pair.Error);
        Assert.True(worst.Error <= tolerance, $"{name}: {worst.Ours:R}, in Python {worst.Theirs:R}");
    }
}
