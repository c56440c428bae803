namespace Fovea.Data.Coco;

/// <summary>
/// Class-incremental sampling (PnP-DETR, supplementary material, Algorithm 1): a part of a data set in which scarce categories
/// are kept whole and abundant ones come down towards a threshold.
/// </summary>
/// <remarks>
/// A category's count is the number of images with at least one object of it, crowds included: not the number of objects.
/// Categories are visited from the scarcest on, of equal counts the lower id first. One whose count is at most the threshold
/// keeps all its images, which the paper's pseudo code leaves open. For any other, as many images are drawn as those drawn
/// before fall short of the threshold. A kept image keeps all its objects, so an abundant category may end far above the
/// threshold, and images without any object are not kept.
/// </remarks>
public static class ClassIncrementalSampling
{
    /// <summary>The paper's threshold, of the set that its ablations use.</summary>
    public const int PaperThreshold = 500;

    /// <summary>The algorithm's <c>Cat2ImgID</c>: the ids of each category's images, each image once.</summary>
    public static IReadOnlyDictionary<int, IReadOnlyList<long>> ImagesByCategory(CocoDataset dataset) => dataset.Categories.ToDictionary(
        category => category.Id, IReadOnlyList<long> (category) => [.. dataset.ImagesWith(category.Id).Select(image => image.Id)]);

    /// <summary>Draws images.</summary>
    /// <param name="imagesByCategory">The ids of each category's images, each image once, in any order.</param>
    /// <param name="threshold">How many images a category is to keep, where it has as many; 1 or more.</param>
    /// <param name="seed">The same seed draws the same images.</param>
    /// <returns>The ids of the images to keep.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The threshold is below 1.</exception>
    public static IReadOnlySet<long> Sample(IReadOnlyDictionary<int, IReadOnlyList<long>> imagesByCategory, int threshold, long seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threshold, 1);
        var sampled = new HashSet<long>();
        foreach (var (category, images) in imagesByCategory.OrderBy(entry => entry.Value.Count).ThenBy(entry => entry.Key))
        {
            if (images.Count <= threshold)
            {
                sampled.UnionWith(images);
                continue;
            }
            long[] notSampled = [.. images.Where(image => !sampled.Contains(image)).Order()];
            var missing = threshold - (images.Count - notSampled.Length);
            if (missing > 0)
                sampled.UnionWith(new SeededRandom(Draw.Sample, seed, epoch: 0, category).Permutation(notSampled.Length).Take(missing).Select(i => notSampled[i]));
        }
        return sampled;
    }

    /// <summary>Draws a part of a data set: the images drawn, all their annotations, all categories, in their order.</summary>
    /// <inheritdoc cref="Sample(IReadOnlyDictionary{int, IReadOnlyList{long}}, int, long)"/>
    public static CocoDataset Sample(CocoDataset dataset, int threshold, long seed)
    {
        var kept = Sample(ImagesByCategory(dataset), threshold, seed);
        return new CocoDataset(
            [.. dataset.Images.Where(image => kept.Contains(image.Id))],
            [.. dataset.Annotations.Where(annotation => kept.Contains(annotation.ImageId))],
            dataset.Categories,
            outside: double.PositiveInfinity); // the whole set was checked when it was made
    }
}
