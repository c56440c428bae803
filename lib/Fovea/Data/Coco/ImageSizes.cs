using System.Globalization;
using CsvHelper;

namespace Fovea.Data.Coco;

/// <summary>A size, and how many images have it.</summary>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
/// <param name="Images">At least one.</param>
public readonly record struct SizeCount(int Width, int Height, int Images);

/// <summary>
/// How large the images of a data set are, without the images: all that a mean cost over them needs. What is committed of COCO
/// val2017 is described in <c>data/coco-val2017-image-sizes.md</c>.
/// </summary>
/// <param name="Counts">Each size once.</param>
public sealed record ImageSizes(IReadOnlyList<SizeCount> Counts)
{
    private static readonly string File = Path.Combine(Workbook.Root, "data", "coco-val2017-image-sizes.csv");

    /// <summary>The first 100 images of COCO val2017 by ascending id, over which detectors' FLOPs are averaged since DETR.</summary>
    public static ImageSizes First100OfVal2017 => field ??= Read("first100");

    /// <summary>All 5,000 images of COCO val2017.</summary>
    public static ImageSizes Val2017 => field ??= Read("all");

    /// <summary>How many images there are.</summary>
    public int Images => Counts.Sum(size => size.Images);

    /// <summary>The mean over the images of what follows from an image's size.</summary>
    /// <param name="of">Of width and height in pixels.</param>
    public double Mean(Func<int, int, double> of) => Counts.Sum(size => size.Images * of(size.Width, size.Height)) / Images;

    private static ImageSizes Read(string column)
    {
        using var csv = new CsvReader(new StreamReader(File), CultureInfo.InvariantCulture);
        csv.Read();
        csv.ReadHeader();
        var counts = new List<SizeCount>();
        while (csv.Read())
            if (csv.GetField<int>(column) is > 0 and var images)
                counts.Add(new SizeCount(csv.GetField<int>("width"), csv.GetField<int>("height"), images));
        return new ImageSizes(counts);
    }
}
