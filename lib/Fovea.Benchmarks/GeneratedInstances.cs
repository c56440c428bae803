using System.Text.Json;
using Fovea.Data.Coco;
using Fovea.Detection;
using Fovea.Display;

namespace Fovea.Benchmarks;

/// <summary>
/// An instances file of train2017's size with nothing real in it: as many images, annotations and categories, records with
/// the same keys, polygons of as many coordinates in all, one annotation of 85 a crowd of runs. Categories follow Zipf's law:
/// the k-th is 1/k as frequent as the first. Objects are star-shaped, their sizes uniform on a logarithmic scale.
/// </summary>
internal static class GeneratedInstances
{
    public const int TrainImages = 118_287, TrainAnnotations = 860_001, Categories = 80;

    private const int Seed = 1, CrowdEvery = 85, LeastCorners = 4, MostCorners = 48;
    private const double LeastRadius = 5, MostRadius = 200;
    private static readonly (int Width, int Height)[] Sizes = [(640, 480), (480, 640), (640, 427), (500, 375)];

    public static void Write(string path, int images, int annotations, CancellationToken cancellation)
    {
        var progress = new Progress($"generate {Path.GetFileName(path)} (annotations)", annotations);
        AtomicFile.Write(path, stream =>
        {
            var random = new Random(Seed);
            using var json = new Utf8JsonWriter(stream);
            json.WriteStartObject();
            json.WriteString("info", "generated");
            WriteList(json, "images", images, i => WriteImage(json, i));
            WriteList(json, "annotations", annotations, i =>
            {
                cancellation.ThrowIfCancellationRequested();
                WriteAnnotation(json, i, random.Next(images), random);
                progress.Report(i + 1);
            });
            WriteList(json, "categories", Categories, i =>
            {
                json.WriteString("supercategory", $"group {i / 8 + 1}");
                json.WriteNumber("id", i + 1);
                json.WriteString("name", $"category {i + 1}");
            });
            json.WriteEndObject();
        });
    }

    private static void WriteList(Utf8JsonWriter json, string key, int count, Action<int> write)
    {
        json.WriteStartArray(key);
        for (var i = 0; i < count; i++)
        {
            json.WriteStartObject();
            write(i);
            json.WriteEndObject();
            if (json.BytesPending > 1 << 16)
                json.Flush();
        }
        json.WriteEndArray();
    }

    private static void WriteImage(Utf8JsonWriter json, int image)
    {
        var (width, height) = Sizes[image % Sizes.Length];
        json.WriteNumber("license", image % 8 + 1);
        json.WriteString("file_name", $"{image + 1:000000000000}.jpg");
        json.WriteString("coco_url", $"http://example.org/train2017/{image + 1:000000000000}.jpg");
        json.WriteNumber("height", height);
        json.WriteNumber("width", width);
        json.WriteString("date_captured", "2013-11-14 11:18:45");
        json.WriteString("flickr_url", $"http://example.org/pics/{image + 1:0000000000}_{image * 7919L % 0xFFFFFFFF:x10}_z.jpg");
        json.WriteNumber("id", image + 1);
    }

    private static void WriteAnnotation(Utf8JsonWriter json, int annotation, int image, Random random)
    {
        var (width, height) = Sizes[image % Sizes.Length];
        var corners = Star(width, height, random);
        var crowd = annotation % CrowdEvery == CrowdEvery - 1;
        var segmentation = crowd
            ? Segmentation.OfMask(RunLengthMask.FromPolygons([corners], height, width), compressed: false)
            : Segmentation.OfPolygons(corners);
        SegmentationJson.Write(json, segmentation);
        json.WriteNumber("area", segmentation.Area);
        json.WriteNumber("iscrowd", crowd ? 1 : 0);
        json.WriteNumber("image_id", image + 1);
        SegmentationJson.Write(json, Around(corners));
        // Weights 1/k, drawn by inverting their integral, the logarithm.
        json.WriteNumber("category_id", (int)Math.Pow(Categories + 1, random.NextDouble()));
        json.WriteNumber("id", annotation + 1);
    }

    /// <summary>x, y, x, y, ... to hundredths of a pixel, within the image.</summary>
    private static double[] Star(int width, int height, Random random)
    {
        double x = random.NextDouble() * width, y = random.NextDouble() * height;
        var radius = LeastRadius * Math.Pow(MostRadius / LeastRadius, random.NextDouble());
        var corners = new double[2 * random.Next(LeastCorners, MostCorners + 1)];
        for (var i = 0; i < corners.Length; i += 2)
        {
            var (sine, cosine) = Math.SinCos(2 * Math.PI * i / corners.Length);
            var reach = radius * (0.6 + 0.4 * random.NextDouble());
            corners[i] = Math.Round(Math.Clamp(x + reach * cosine, 0, width), 2);
            corners[i + 1] = Math.Round(Math.Clamp(y + reach * sine, 0, height), 2);
        }
        return corners;
    }

    private static Box Around(double[] corners)
    {
        var (xs, ys) = (corners.Where((_, i) => i % 2 == 0), corners.Where((_, i) => i % 2 == 1));
        double left = xs.Min(), top = ys.Min();
        return new Box(left, top, Math.Round(xs.Max() - left, 2), Math.Round(ys.Max() - top, 2));
    }
}
