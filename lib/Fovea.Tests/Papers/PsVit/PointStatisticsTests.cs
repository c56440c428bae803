using Fovea.Data;
using Fovea.Papers.PsVit;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Tests.Papers.PsVit;

/// <summary>The statistics of points against plain arithmetic over the points of every image.</summary>
public sealed class PointStatisticsTests : IDisposable
{
    private const int Images = 7;

    private readonly IDisposable scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Fact]
    public void They_are_those_of_every_image_counted_one_by_one()
    {
        var cluttered = new ClutteredImages(new Photographs(Images), new Photographs(20));
        var model = Wandering();
        var found = PointStatistics.Of(model, Loader(cluttered, batch: 3), cluttered, CPU);

        var points = Points(model, cluttered); // [image][iteration][point] as (y, x)
        var side = model.Options.MapSide;
        var last = points.Select(image => image[^1]).ToArray();
        double ShareOf(Func<(double Y, double X), bool> holds) => last.SelectMany(places => places).Average(p => holds(p) ? 1.0 : 0.0);
        double OnImage(int iteration) => Enumerable.Range(0, Images).SelectMany(i => points[i][iteration].Select(p => (Place: cluttered.PlaceOf(i), P: p)))
            .Average(at => at.P.Y * 4 >= at.Place.Top && at.P.Y * 4 <= at.Place.Top + 32 && at.P.X * 4 >= at.Place.Left && at.P.X * 4 <= at.Place.Left + 32 ? 1.0 : 0.0);
        var variances = Enumerable.Range(0, last[0].Length).SelectMany(k => new[] { Variance(last.Select(p => p[k].Y)), Variance(last.Select(p => p[k].X)) });

        Assert.Equal(points.SelectMany(image => image[0].Zip(image[^1], (a, b) => Math.Sqrt(Math.Pow(a.Y - b.Y, 2) + Math.Pow(a.X - b.X, 2)))).Average(), found.Metrics["moved"], 1e-4);
        Assert.Equal(Math.Sqrt(variances.Average()), found.Metrics["spread"], 1e-3);
        Assert.Equal(ShareOf(p => p.Y < 0 || p.Y > side - 1 || p.X < 0 || p.X > side - 1), found.Metrics["outside"], 1e-9);
        Assert.Equal(OnImage(0), found.Metrics["on_image_first"], 1e-9);
        Assert.Equal(OnImage(3), found.Metrics["on_image_last"], 1e-9);
        Assert.InRange(found.Metrics["spread"], 0.05, 50); // points of this model depend on the image
        Assert.Equal(points.Average(image => image[2][5].X), found.Mean[2, 5, 1].ToDouble(), 1e-4);
    }

    [Fact]
    public void Points_that_never_move_have_no_spread_and_plain_images_no_place()
    {
        var found = PointStatistics.Of(new PsVitModel(SmallPsVit.Plain), Loader(new Photographs(Images), batch: 4), null, CPU);
        Assert.Equal(new Dictionary<string, double> { ["moved"] = 0, ["spread"] = 0, ["outside"] = 0 }, found.Metrics);
    }

    private static double Variance(IEnumerable<double> values) => values.ToArray() is var all ? all.Average(v => v * v) - Math.Pow(all.Average(), 2) : 0;

    // Offset layers start at zero; here they answer to the tokens.
    private static PsVitModel Wandering()
    {
        manual_seed(5);
        var model = new PsVitModel(SmallPsVit.Cluttered);
        model.eval();
        using var _ = no_grad();
        foreach (var (name, parameter) in model.named_parameters())
            if (name.EndsWith("offset_layer.weight", StringComparison.Ordinal))
                nn.init.normal_(parameter, std: 0.3);
        return model;
    }

    private static (double Y, double X)[][][] Points(PsVitModel model, IImageSource images)
    {
        using var _ = no_grad();
        return [.. Loader(images, batch: 1).Epoch().Select(batch => model.Look(batch.Images).Points).Select(points =>
            Enumerable.Range(0, (int)points.shape[0]).Select(t =>
                Enumerable.Range(0, (int)points.shape[2]).Select(k => (points[t, 0, k, 0].ToDouble(), points[t, 0, k, 1].ToDouble())).ToArray()).ToArray())];
    }

    private static Loader Loader(IImageSource images, int batch) => new(images, new() { BatchSize = batch, Normalisation = Normalisation.Cifar10 });

    /// <summary>Noise of 32 x 32 pixels.</summary>
    private sealed class Photographs(int count) : IImageSource
    {
        public int Count => count;

        public IReadOnlyList<string> Classes => Cifar10.Classes;

        public int Label(int index) => index % Classes.Count;

        public Image Read(int index)
        {
            var pixels = new byte[32 * 32 * 3];
            new Random(index).NextBytes(pixels);
            return new Image(32, 32, 3, pixels);
        }
    }
}
