using System.Text.Json;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fovea.Tests.Engine;

/// <summary>Optimizers against Python's, over 30 steps of the same gradients: equal to the last bit.</summary>
public class OptimizerParityTests
{
    private const int Steps = 30;

    private static readonly Dictionary<string, Func<Parameter[], OptimizerHelper>> Cases = new()
    {
        ["SGD(p, lr=0.1)"] = p => optim.SGD(p, 0.1),
        ["SGD(p, lr=0.1, momentum=0.9, dampening=0.1, weight_decay=0.01)"] =
            p => optim.SGD(p, 0.1, momentum: 0.9, dampening: 0.1, weight_decay: 0.01),
        ["SGD(p, lr=0.1, momentum=0.9, nesterov=True, maximize=True)"] =
            p => optim.SGD(p, 0.1, momentum: 0.9, nesterov: true, maximize: true),
        ["Adam(p)"] = p => optim.Adam(p),
        ["Adam(p, lr=0.01, betas=(0.8, 0.95), eps=1e-6, weight_decay=0.1, amsgrad=True)"] =
            p => optim.Adam(p, 0.01, 0.8, 0.95, 1e-6, weight_decay: 0.1, amsgrad: true),
        ["Adam(p, lr=0.01, maximize=True)"] = p => optim.Adam(p, 0.01, maximize: true),
        ["AdamW(p, lr=0.01, weight_decay=0.1)"] = p => optim.AdamW(p, 0.01, weight_decay: 0.1),
        ["AdamW(p, lr=0.01, betas=(0.5, 0.9), weight_decay=0.1, amsgrad=True, maximize=True)"] =
            p => optim.AdamW(p, 0.01, 0.5, 0.9, weight_decay: 0.1, amsgrad: true, maximize: true),
    };

    /// <summary>The second parameter has its first gradient at step 3.</summary>
    private static readonly Lazy<Dictionary<string, float[][]>> Expected = new(() =>
        JsonSerializer.Deserialize<Dictionary<string, float[][]>>(Python.Run("""
            import json, sys, torch
            from torch.optim import *
            found = {}
            for case in sys.argv[2:]:
                p = [torch.nn.Parameter(torch.arange(12.).reshape(3, 4) / 10 - 0.5), torch.nn.Parameter(torch.ones(5))]
                optimizer = eval(case)
                for step in range(int(sys.argv[1])):
                    p[0].grad = torch.cos(torch.arange(12.) * step).reshape(3, 4) * 3
                    p[1].grad = torch.sin(torch.arange(5.) + step) if step >= 3 else None
                    optimizer.step()
                found[case] = [w.flatten().tolist() for w in p]
            print(json.dumps(found))
            """, [$"{Steps}", .. Cases.Keys]))!);

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Steps_are_those_of_Python(string name)
    {
        var expected = Expected.Value[name];
        using var scope = NewDisposeScope();
        Parameter[] p = [new((arange(12f) / 10 - 0.5).reshape(3, 4)), new(ones(5))];
        using var optimizer = Cases[name](p);
        for (int step = 0; step < Steps; step++)
        {
            p[0].grad = (arange(12f) * step).cos().reshape(3, 4) * 3;
            if (step >= 3) p[1].grad = (arange(5f) + step).sin();
            optimizer.step();
        }
        AssertClose(expected[0], p[0].data<float>());
        AssertClose(expected[1], p[1].data<float>());
    }

    private static readonly (double Max, double Norm)[] Clips = [(0.5, 2), (0.5, 1), (0.5, double.PositiveInfinity), (100, 2)];

    [Fact]
    public void Gradients_are_clipped_as_in_Python()
    {
        var expected = JsonSerializer.Deserialize<double[][]>(Python.Run("""
            import json, sys, torch
            found = []
            for clip in sys.argv[1:]:
                limit, norm = map(float, clip.split(","))
                p = [torch.nn.Parameter(torch.zeros(6)) for _ in range(3)]
                p[0].grad, p[1].grad = torch.arange(6.), -torch.arange(6.).sin()
                total = torch.nn.utils.clip_grad_norm_(p, limit, norm)
                found.append([total.item()] + p[0].grad.tolist() + p[1].grad.tolist())
            print(json.dumps(found))
            """, [.. Clips.Select(clip => FormattableString.Invariant($"{clip.Max},{(double.IsInfinity(clip.Norm) ? "inf" : clip.Norm)}"))]))!;
        using var scope = NewDisposeScope();
        foreach (var (clip, values) in Clips.Zip(expected))
        {
            Parameter[] p = [new(zeros(6)), new(zeros(6)), new(zeros(6))];
            (p[0].grad, p[1].grad) = (arange(6f), -arange(6f).sin());
            var norm = nn.utils.clip_grad_norm_(p, clip.Max, clip.Norm);
            double[] found = [norm, .. p.Take(2).SelectMany(w => w.grad!.data<float>().ToArray()).Select(v => (double)v)];
            Assert.Equal(values, found);
            Assert.Null(p[2].grad);
        }
    }

    /// <summary>To 1e-6, relative above one: libtorch builds differ in the last bits.</summary>
    private static void AssertClose(float[] expected, IEnumerable<float> found) =>
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-6 * Math.Max(1, Math.Abs(pair.First))));

    [Fact]
    public void Gradients_are_clipped_by_value()
    {
        var weight = new Parameter(zeros(3)) { grad = tensor((float[])[-2, 0.25f, 3]) };
        nn.utils.clip_grad_value_([weight, new Parameter(zeros(1))], 0.5);
        Assert.Equal([-0.5f, 0.25f, 0.5f], weight.grad!.data<float>().ToArray());
    }

    [Fact]
    public void Parameters_go_to_a_vector_and_back()
    {
        Parameter[] p = [new(arange(6f).reshape(2, 3)), new(arange(2f))];
        using var vector = nn.utils.parameters_to_vector(p);
        Assert.Equal([0f, 1f, 2f, 3f, 4f, 5f, 0f, 1f], vector.data<float>().ToArray());
        nn.utils.vector_to_parameters(vector.detach() * 2, p);
        Assert.Equal([0f, 2f, 4f, 6f, 8f, 10f, 0f, 2f], nn.utils.parameters_to_vector(p).data<float>().ToArray());
        Assert.Contains("7 elements for parameters of 8", Assert.Throws<ArgumentException>(() => nn.utils.vector_to_parameters(ones(7), p)).Message);
    }
}
