using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Tests.Layers;

/// <summary>Gradients held against finite differences, in double precision.</summary>
internal static class Derivative
{
    private const double Step = 1e-6;
    private const double Tolerance = 1e-7;

    /// <param name="input">With its gradient; is changed and restored.</param>
    /// <param name="loss">Of the input as it is, one number.</param>
    public static void AssertEquals(Tensor input, Func<Tensor> loss)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var found = input.grad!.reshape(-1).data<double>().ToArray();
        var values = input.view(-1);
        for (var i = 0; i < found.Length; i++)
        {
            values[i] += Step;
            var above = loss().ToDouble();
            values[i] -= 2 * Step;
            var below = loss().ToDouble();
            values[i] += Step;
            Assert.Equal((above - below) / (2 * Step), found[i], Tolerance);
        }
    }
}
