using Fovea.Data.Coco;

namespace Fovea.Tests.Data.Coco;

public class LongTailedCatalogueTests
{
    [Fact]
    public void Each_category_is_in_as_many_distinct_images_as_its_law_says()
    {
        var catalogue = LongTailedCatalogue.Generate(seed: 1, images: 20_000);
        Assert.Equal(LongTailedCatalogue.Categories, catalogue.Count);
        foreach (var (rank, images) in catalogue)
        {
            Assert.Equal(LongTailedCatalogue.Count(rank, 20_000), images.Count);
            Assert.Equal(images.Distinct().Order(), images);
            Assert.All(images, image => Assert.InRange(image, 1, 20_000));
        }
    }

    [Fact]
    public void At_cocos_size_the_counts_are_those_of_its_description()
    {
        int[] counts = [.. Enumerable.Range(1, LongTailedCatalogue.Categories).Select(rank => LongTailedCatalogue.Count(rank))];
        Assert.Equal(counts.OrderDescending(), counts);
        Assert.Equal((63_993, 188), (counts[0], counts[^1]));
        Assert.Equal(2.9, counts.Sum() / (double)LongTailedCatalogue.CocoImages, 0.05);
    }

    [Fact]
    public void The_same_seed_draws_the_same_and_another_one_another()
    {
        var (first, again, other) = (Images(1), Images(1), Images(2));
        Assert.Equal(first, again);
        Assert.NotEqual(first, other);

        static long[] Images(long seed) => [.. LongTailedCatalogue.Generate(seed, images: 1000).Values.SelectMany(images => images)];
    }

    [Fact]
    public void Categories_are_drawn_independently()
    {
        var catalogue = LongTailedCatalogue.Generate(seed: 3, images: 20_000);
        var both = catalogue[1].Intersect(catalogue[2]).Count();
        Assert.Equal(catalogue[1].Count * (double)catalogue[2].Count / 20_000, both, 4 * 35.0); // four standard deviations
    }
}
