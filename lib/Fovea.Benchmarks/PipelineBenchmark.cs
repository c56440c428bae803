using Fovea.Data;
using Fovea.Detection.Detr;
using Fovea.Papers.PnpDetr;
using Fovea.Results;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Benchmarks;

/// <summary>What DETR-R50 and PnP-DETR-R50 take for photographs as COCO is evaluated: 800 pixels, at most 1333.</summary>
public static class PipelineBenchmark
{
    private static readonly (string Name, double? Alpha)[] Ratios = [("all", null), ("1/2", .5), ("1/3", 1.0 / 3)];

    /// <summary>Measures each photograph once at each poll ratio and writes a line for each.</summary>
    /// <param name="folder">Of the photographs.</param>
    /// <param name="count">How many, the first by name.</param>
    /// <param name="output">The table.</param>
    /// <param name="progress">What is being done.</param>
    /// <param name="cancellation">Stops the work between two measurements.</param>
    /// <exception cref="IOException">There is no such folder, there are no photographs in it, or one cannot be read.</exception>
    public static void Run(string folder, int count, TextWriter output, TextWriter progress, CancellationToken cancellation)
    {
        string[] files = [.. Directory.GetFiles(folder).Where(file => Path.GetExtension(file) is ".jpg" or ".jpeg" or ".png").Order(StringComparer.Ordinal).Take(count)];
        if (files.Length == 0)
            throw new IOException($"{folder} has no .jpg, .jpeg or .png");
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        manual_seed(0);
        progress.WriteLine("building the models ...");
        using var detr = new DetrModel(DetrOptions.R50);
        using var pnp = PnpDetrOptions.R50.Build();
        detr.eval();
        pnp.eval();
        output.WriteLine($"{Provenance.Describe(CPU)}, {get_num_threads()} threads");
        output.WriteLine($"{"photograph",-24}{"read",12}{"resized",12}{"map",9}{"alpha",7}{"tokens",8}{"read, resize",14}{"detect",9}{"processor",11}{"peak memory",14}");
        foreach (var (i, file) in files.Index())
        {
            progress.WriteLine($"{i + 1} of {files.Length}: {Path.GetFileName(file)} ...");
            foreach (var (name, alpha) in Ratios)
            {
                cancellation.ThrowIfCancellationRequested();
                if (alpha is { } ratio) PnpTransformer.Of(pnp).Alpha = ratio;
                output.WriteLine(Measure(file, name, alpha is null ? detr : pnp));
            }
        }
    }

    private static string Measure(string file, string alpha, DetrModel model)
    {
        using var scope = NewDisposeScope();
        var ((image, images), prepared) = Cost.Of("", () => Prepare(file));
        var (height, width) = ((int)images.shape[2], (int)images.shape[3]);
        var ((map, tokens), detected) = Cost.Of("", () =>
        {
            using var run = NewDisposeScope();
            var found = model.call(images, zeros([1, height, width], ScalarType.Bool));
            PostProcess.Objects(found.Layers[^1], [(image.Height, image.Width)]);
            var all = found.Features.shape[2] * found.Features.shape[3];
            return ($"{found.Features.shape[3]}x{found.Features.shape[2]}", found.Transformer is PnpTransformerOutput { Set: var set } ? set.Tokens.shape[1] : all);
        });
        return FormattableString.Invariant($"{Path.GetFileName(file),-24}{image.Width + "x" + image.Height,12}{width + "x" + height,12}{map,9}{alpha,7}{tokens,8}")
            + FormattableString.Invariant($"{prepared.Wall,12:0.00} s{detected.Wall,7:0.00} s{detected.Processor,9:0.00} s{detected.PeakBytes / 1e6,11:0} MB");
    }

    private static (Image Image, Tensor Images) Prepare(string file)
    {
        var image = Image.Load(file).ToRgb();
        var (width, height) = ResizeRule.Detr.SizeOf(image.Width, image.Height);
        var values = new float[3 * height * width];
        Normalisation.ImageNet.Apply(image.Resize(width, height, Interpolation.Bilinear), values);
        return (image, tensor(values, [1, 3, height, width]));
    }
}
