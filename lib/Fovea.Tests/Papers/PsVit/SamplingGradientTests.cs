using Fovea.Papers.PsVit;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Tests.Papers.PsVit;

/// <summary>Gradients of the lookup (eq. 9) against finite differences, in double precision.</summary>
public class SamplingGradientTests
{
    private const double Step = 1e-6;
    private const double Tolerance = 1e-7;

    [Theory]
    [InlineData(SamplingGradient.Exact, -1.4, 8.4)]
    [InlineData(SamplingGradient.AsReleased, .05, 4.95)]
    public void Features_and_points_get_the_derivative(SamplingGradient gradient, double least, double most)
    {
        using var scope = NewDisposeScope();
        var generator = new Generator(7);
        var features = rand([2, 3, 6, 7], float64, generator: generator).with_requires_grad();
        var points = (rand([2, 40, 2], float64, generator: generator) * (most - least) + least);
        points = AwayFromPixels(points).with_requires_grad();
        var weights = rand([2, 40, 3], float64, generator: generator);

        Loss().backward();
        AssertDerivative(features);
        AssertDerivative(points);

        Tensor Loss() => (PointSampling.Sample(features, points, gradient) * weights).sum();

        void AssertDerivative(Tensor input)
        {
            using var _ = no_grad();
            var found = input.grad!.reshape(-1).data<double>().ToArray();
            var values = input.view(-1);
            for (var i = 0; i < found.Length; i++)
            {
                values[i] += Step;
                var above = Loss().ToDouble();
                values[i] -= 2 * Step;
                var below = Loss().ToDouble();
                values[i] += Step;
                Assert.Equal((above - below) / (2 * Step), found[i], Tolerance);
            }
        }
    }

    [Fact]
    public void Both_gradients_are_of_the_same_lookup()
    {
        using var scope = NewDisposeScope();
        var features = rand(2, 3, 6, 7);
        var points = rand(2, 500, 2) * 12 - 3;
        var exact = PointSampling.Sample(features, points, SamplingGradient.Exact);
        var released = PointSampling.Sample(features.with_requires_grad(), points, SamplingGradient.AsReleased);
        Assert.Equal(0, (exact - released).abs().max().ToDouble(), 1e-5);
    }

    /// <summary>At the border the released gradient is another than the derivative, and by what its documentation says.</summary>
    [Theory]
    [InlineData(-.25, 2.5, 1, 1, 1)]    // before the first row: the map's whole gradient, and the point keeps its own
    [InlineData(2.5, 6.25, 1, 0, 0)]    // after the last column: none for the point, along either axis
    [InlineData(5, 2.5, 1, 0, 0)]       // on the last row: likewise
    [InlineData(-1.5, 2.5, 0, 0, 0)]    // more than a pixel outside: nothing at all
    public void The_released_gradient_at_the_border_is_that_of_the_nearest_place(double y, double x, double map, double alongY, double alongX)
    {
        using var scope = NewDisposeScope();
        var features = (arange(6).unsqueeze(1) * 2 + arange(7) * 3 + 1).to(float64).reshape(1, 1, 6, 7).with_requires_grad(); // 2 y + 3 x + 1
        var point = tensor([y, x]).reshape(1, 1, 2).with_requires_grad();
        PointSampling.Sample(features, point, SamplingGradient.AsReleased).sum().backward();
        Assert.Equal(map, features.grad!.sum().ToDouble(), Tolerance);
        Assert.Equal(2 * alongY, point.grad![0, 0, 0].ToDouble(), Tolerance);
        Assert.Equal(3 * alongX, point.grad[0, 0, 1].ToDouble(), Tolerance);
    }

    /// <summary>The lookup has kinks at whole pixels, where a finite difference means nothing.</summary>
    private static Tensor AwayFromPixels(Tensor points) => points.floor() + (points - points.floor()).clamp(.01, .99);
}
