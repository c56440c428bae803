using Fovea.Data.Coco;
using Fovea.Detection;

namespace Fovea.Benchmarks;

/// <summary>
/// Objects and detections with nothing real in them: images of 640 x 480 with 0 to 14 objects each, of 80 categories of which
/// the k-th is 1/k as frequent as the first, and with 100 detections: up to three near each object, the others anywhere.
/// </summary>
internal static class GeneratedDetections
{
    public const int DetectionsAnImage = 100;

    private const int Seed = 1, Categories = 80, Width = 640, Height = 480, MostObjects = 14, NearEach = 3;
    private const double LeastSide = 8, MostSide = 400, Jitter = 0.15;

    public static (CocoDataset Truth, IReadOnlyList<CocoDetection> Found) Make(int images)
    {
        var random = new Random(Seed);
        var annotations = new List<CocoAnnotation>();
        var found = new List<CocoDetection>(images * DetectionsAnImage);
        for (var image = 1; image <= images; image++)
        {
            var first = annotations.Count;
            for (var count = random.Next(MostObjects + 1); count > 0; count--)
            {
                var box = Anywhere(random);
                annotations.Add(new CocoAnnotation(annotations.Count + 1, image, Category(random), box, 0.6 * box.Area, Crowd: random.Next(85) == 0));
            }
            for (var i = 0; i < DetectionsAnImage; i++)
                found.Add(i < NearEach * (annotations.Count - first)
                    ? Near(annotations[first + i / NearEach], random)
                    : new CocoDetection(image, Category(random), Anywhere(random), random.NextDouble()));
        }
        var records = Enumerable.Range(1, images).Select(id => new CocoImage(id, $"{id:000000000000}.jpg", Width, Height));
        var categories = Enumerable.Range(1, Categories).Select(id => new CocoCategory(id, $"category {id}"));
        return (new CocoDataset([.. records], annotations, [.. categories]), found);
    }

    // Weights 1/k, drawn by inverting their integral, the logarithm.
    private static int Category(Random random) => (int)Math.Pow(Categories + 1, random.NextDouble());

    private static Box Anywhere(Random random)
    {
        double width = Side(random, Width), height = Side(random, Height);
        return new Box(random.NextDouble() * (Width - width), random.NextDouble() * (Height - height), width, height);
    }

    /// <summary>Uniform on a logarithmic scale.</summary>
    private static double Side(Random random, double most) => Math.Min(most, LeastSide * Math.Pow(MostSide / LeastSide, random.NextDouble()));

    private static CocoDetection Near(CocoAnnotation annotation, Random random)
    {
        var (x, y, width, height) = annotation.Box;
        return new CocoDetection(annotation.ImageId, annotation.CategoryId,
            new Box(x + width * Shift(), y + height * Shift(), width * (1 + Shift()), height * (1 + Shift())), random.NextDouble());

        double Shift() => Jitter * (2 * random.NextDouble() - 1);
    }
}
