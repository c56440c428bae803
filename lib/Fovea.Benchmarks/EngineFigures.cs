using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Benchmarks;

/// <summary>A piece of work that both sides do.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Reference">Its function in reference.py.</param>
/// <param name="Repetitions">How often it is done in one measurement: enough for some tens of milliseconds.</param>
/// <param name="Rounds">Measurements on each side.</param>
/// <param name="Target">What the ratio is to reach.</param>
/// <param name="Prepare">Makes inputs, and gives what does the work so many times and returns the last result.</param>
internal sealed record Figure(
    string Name, string Reference, int Repetitions, int Rounds, Target Target, Func<Func<int, Tensor>> Prepare);

/// <summary>A bound on a ratio to Python.</summary>
/// <param name="OfTime">Whether the ratio is of times (lower is better) rather than of speeds.</param>
internal sealed record Target(bool OfTime, double Bound)
{
    public bool IsMet(double ratio) => OfTime ? ratio <= Bound : ratio >= Bound;

    public double Ratio(double ours, double python) => OfTime ? ours / python : python / ours;

    public override string ToString() => OfTime ? $"<= {Bound:0.00} of its time" : $">= {Bound:0.00} of its speed";
}

/// <summary>What the engine's speed is judged by. reference.py does the same in Python.</summary>
internal static class EngineFigures
{
    private const int ScopeSize = 100;

    private static readonly Target Overhead = new(OfTime: true, 1.3);
    private static readonly Target Speed = new(OfTime: false, 0.95);

    public static readonly IReadOnlyList<Figure> All =
    [
        new("x + y of 4 elements, each disposed", "add", 20_000, 25, Overhead, () => Add(AddDisposing)),
        new("x + y of 4 elements, scopes of 100", "add", 20_000, 25, Overhead, () => Add(AddInScopes)),
        new("matmul 1024 x 1024", "matmul", 5, 31, Speed, Matmul),
        new("ResNet-50 forward, 1 x 3 x 512 x 512", "forward", 1, 15, Speed, Forward),
        new("ResNet-50 training step, 2 x 3 x 224 x 224", "train", 1, 15, Speed, Train),
    ];

    private static Func<int, Tensor> Add(Func<int, Tensor, Tensor, Tensor> run)
    {
        var (x, y) = (ones(4), ones(4));
        return repetitions => run(repetitions, x, y);
    }

    private static Tensor AddDisposing(int repetitions, Tensor x, Tensor y)
    {
        using var mode = no_grad();
        for (int i = 1; i < repetitions; i++)
        {
            using var z = x + y;
        }
        return x + y;
    }

    private static Tensor AddInScopes(int repetitions, Tensor x, Tensor y)
    {
        using var mode = no_grad();
        for (int done = ScopeSize; done < repetitions; done += ScopeSize)
        {
            using var scope = NewDisposeScope();
            for (int i = 0; i < ScopeSize; i++) _ = x + y;
        }
        using var last = NewDisposeScope();
        for (int i = 1; i < ScopeSize; i++) _ = x + y;
        return (x + y).MoveToOuterDisposeScope();
    }

    private static Func<int, Tensor> Matmul()
    {
        manual_seed(1);
        var (a, b) = (randn(1024, 1024), randn(1024, 1024));
        return repetitions =>
        {
            using var mode = no_grad();
            return Last(repetitions, () => a.matmul(b));
        };
    }

    private static Func<int, Tensor> Forward()
    {
        manual_seed(1);
        var model = new ResNet50();
        model.eval();
        var images = randn(1, 3, 512, 512);
        return repetitions =>
        {
            using var mode = no_grad();
            return Last(repetitions, () => model.call(images));
        };
    }

    private static Func<int, Tensor> Train()
    {
        manual_seed(1);
        var model = new ResNet50();
        model.train();
        var optimizer = optim.SGD(model.parameters(), 1e-3, momentum: 0.9, weight_decay: 1e-4);
        var (images, labels) = (randn(2, 3, 224, 224), tensor((long[])[3, 5]));
        return repetitions => Last(repetitions, () =>
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            var loss = nn.functional.cross_entropy(model.call(images), labels);
            loss.backward();
            optimizer.step();
            return loss.MoveToOuterDisposeScope();
        });
    }

    private static Tensor Last(int repetitions, Func<Tensor> work)
    {
        for (int i = 1; i < repetitions; i++) work().Dispose();
        return work();
    }
}
