using Fovea.Counting;
using TorchSharp;
using TorchSharp.Native;
using static TorchSharp.torch;

namespace Fovea.Tests.Counting;

/// <summary>What was really executed, by kind: from the shapes that operators took and returned, and by arithmetic of its own.</summary>
public static class ExecutedOperators
{
    /// <summary>Views, copies, joins, changes of type, comparisons and masks, which move values, and sines, which say where one is.</summary>
    private static readonly HashSet<string> Moving =
    [
        "alias", "arange", "cat", "chunk", "contiguous", "cos", "detach", "expand", "flatten", "flip", "ge", "gt", "logical_not", "logical_or", "lt", "masked_fill",
        "narrow", "permute", "repeat_interleave", "reshape", "scatter_add", "select", "sin", "squeeze", "stack", "to", "transpose", "unbind", "unflatten",
        "unsqueeze", "upsample_nearest2d", "view", "where", "zeros", "zeros_like",
    ];

    /// <summary>What gates and kernels of a sampling mask compute, a few operations a position, which no convention counts.</summary>
    private static readonly HashSet<string> OfMasks = ["abs", "clamp", "exp", "fill", "le", "log", "mean", "neg", "rand_like", "rsub", "slice"];

    /// <summary>Runs an action and sums the amounts of the operators that it called.</summary>
    /// <param name="action">What to run.</param>
    /// <param name="others">Whether it may call operators of no known kind: where a test compares some kinds only.</param>
    /// <exception cref="InvalidOperationException">It called one of no known kind, and may not.</exception>
    public static Dictionary<OpKind, double> Of(Action action, bool others = false)
    {
        var amounts = new Dictionary<OpKind, double>();
        Operator.Recorder = (called, args, results) =>
        {
            var name = called.ToString().Split("::")[1].Split('.')[0].TrimEnd('_');
            foreach (var (kind, amount) in Kinds(name, args, results[0].shape, others)) amounts[kind] = amounts.GetValueOrDefault(kind) + amount;
        };
        try
        {
            action();
        }
        finally
        {
            Operator.Recorder = null;
        }
        return amounts;
    }

    private static (OpKind, double)[] Kinds(string name, ReadOnlySpan<Arg> args, long[] result, bool others)
    {
        var elements = Product(result);
        return name switch
        {
            "conv2d" => WithBias(OpKind.ConvMac, elements * Product(Shape(args[1])[1..]), OpKind.ConvBias, args[2]),
            "linear" => WithBias(OpKind.LinearMac, elements * Shape(args[0])[^1], OpKind.LinearBias, args[2]),
            "matmul" or "bmm" => [(OpKind.MatmulMac, elements * Shape(args[0])[^1])],
            "add" or "sub" => [(OpKind.Add, elements)],
            "mul" or "div" => [(OpKind.Multiply, elements)],
            "relu" => [(OpKind.Relu, elements)],
            "gelu" => [(OpKind.Gelu, elements)],
            "dropout" => [(OpKind.Dropout, elements)],
            "softmax" => [(OpKind.Softmax, elements)],
            "batch_norm" => [(OpKind.BatchNorm, elements)],
            "layer_norm" => [(args[2].Tag == Tag.None ? OpKind.PlainLayerNorm : OpKind.LayerNorm, elements)],
            "group_norm" => [(OpKind.GroupNorm, elements)],
            "mean" => [(OpKind.Reduce, Product(Shape(args[0])))],
            "max_pool2d" => [(OpKind.Pool, elements * Window((long[])args[1].Reference!))],
            "sigmoid" => [(OpKind.Sigmoid, elements)],
            "gather" => [(OpKind.Gather, elements)],
            "sum" => [(OpKind.Reduce, Product(Shape(args[0])))],
            "sort" => [(OpKind.Sort, elements)],
            "topk" => [(OpKind.Sort, Product(Shape(args[0])))],
            "upsample_bilinear2d" => [(OpKind.BilinearLookup, elements)],
            "grid_sampler" => [(OpKind.BilinearLookup, elements)],
            _ => others || Moving.Contains(name) || OfMasks.Contains(name) ? [] : throw new InvalidOperationException($"no kind is known for the operator {name}"),
        };

        (OpKind, double)[] WithBias(OpKind kind, double amount, OpKind biasKind, Arg bias) =>
            bias.Tag == Tag.None ? [(kind, amount)] : [(kind, amount), (biasKind, elements)];
    }

    private static double Window(long[] sides) => sides is [var side] ? side * side : Product(sides);

    private static long[] Shape(Arg arg) => ((Tensor)arg.Reference!).shape;

    private static double Product(long[] sizes) => sizes.Aggregate(1.0, (product, size) => product * size);
}
