using Fovea.Data.Coco;
using FsCheck;
using FsCheck.Fluent;

namespace Fovea.Tests.Data.Coco;

using Catalogue = IReadOnlyDictionary<int, IReadOnlyList<long>>;

/// <summary>Algorithm 1 of PnP-DETR's supplementary material.</summary>
public class ClassIncrementalSamplingTests
{
    private static readonly Gen<Catalogue> Catalogues =
        from images in Gen.Choose(1, 60)
        from shares in Gen.Choose(0, 100).ArrayOf()
        from draws in Gen.Choose(1, 100).ArrayOf(images * shares.Length)
        select Made(Enumerable.Range(0, shares.Length).Select(category =>
            Enumerable.Range(0, images).Where(image => draws[category * images + image] <= shares[category]).Select(image => 1000L + image)));

    private static readonly Gen<(Catalogue Catalogue, int Threshold, int Seed)> Drawn =
        from catalogue in Catalogues
        from threshold in Gen.Choose(1, 40)
        from seed in Gen.Choose(0, 1000)
        select (catalogue, threshold, seed);

    [Fact]
    public void Every_category_reaches_the_threshold_or_its_count() => Holds((catalogue, threshold, seed) =>
    {
        var kept = ClassIncrementalSampling.Sample(catalogue, threshold, seed);
        return catalogue.Values.All(images => images.Count(kept.Contains) >= Math.Min(images.Count, threshold));
    });

    [Fact]
    public void A_category_at_or_below_the_threshold_keeps_all() => Holds((catalogue, threshold, seed) =>
    {
        var kept = ClassIncrementalSampling.Sample(catalogue, threshold, seed);
        return catalogue.Values.Where(images => images.Count <= threshold).All(images => images.All(kept.Contains));
    });

    [Fact]
    public void The_sample_is_a_subset_of_the_images_that_show_something() => Holds((catalogue, threshold, seed) =>
        ClassIncrementalSampling.Sample(catalogue, threshold, seed).IsSubsetOf(catalogue.Values.SelectMany(images => images)));

    [Fact]
    public void No_more_is_drawn_than_the_thresholds_ask_for() => Holds((catalogue, threshold, seed) =>
        ClassIncrementalSampling.Sample(catalogue, threshold, seed).Count <= catalogue.Values.Sum(images => Math.Min(images.Count, threshold)));

    [Fact]
    public void The_same_seed_draws_the_same_whatever_the_order_of_images_and_categories() => Holds((catalogue, threshold, seed) =>
    {
        var turned = catalogue.Reverse().ToDictionary(entry => entry.Key, IReadOnlyList<long> (entry) => [.. entry.Value.Reverse()]);
        return ClassIncrementalSampling.Sample(catalogue, threshold, seed).SetEquals(ClassIncrementalSampling.Sample(turned, threshold, seed));
    });

    [Fact]
    public void Where_no_image_shows_two_categories_a_higher_threshold_keeps_just_as_many_more() => Holds((catalogue, threshold, seed) =>
    {
        var apart = catalogue.ToDictionary(entry => entry.Key, IReadOnlyList<long> (entry) => [.. entry.Value.Select(image => image + 1_000_000 * entry.Key)]);
        return ClassIncrementalSampling.Sample(apart, threshold, seed).Count == apart.Values.Sum(images => Math.Min(images.Count, threshold));
    });

    [Fact]
    public void A_higher_threshold_keeps_more_in_the_mean_over_seeds() => Holds((catalogue, threshold, seed) =>
        MeanSize(catalogue, threshold, seed) <= MeanSize(catalogue, 2 * threshold, seed) + 1);

    // At 10 the two scarce categories are kept whole and so cover the two around them; the three abundant ones draw for
    // themselves. At 20 the middle ones draw ten each from what all three abundant ones show, and those need none.
    [Fact]
    public void Yet_a_higher_threshold_can_keep_fewer_where_categories_nest()
    {
        long[] Range(int first, int count) => [.. Enumerable.Range(first, count).Select(i => (long)i)];
        long[] around = [.. Range(1000, 30), .. Range(2000, 30)];
        var nested = Made([
            Range(100, 10), Range(200, 10),
            [.. Range(100, 10), .. Range(1000, 30)], [.. Range(200, 10), .. Range(2000, 30)],
            [.. around, .. Range(10_000, 900)], [.. around, .. Range(20_000, 900)], [.. around, .. Range(30_000, 900)]]);
        Assert.InRange(ClassIncrementalSampling.Sample(nested, 10, seed: 0).Count, 41, 50);
        Assert.Equal(40, ClassIncrementalSampling.Sample(nested, 20, seed: 0).Count);
    }

    [Fact]
    public void Scarce_categories_go_first_and_help_the_abundant_ones()
    {
        // The scarce category's three images are all in the abundant one, which then has no need to draw.
        var catalogue = Made([[1, 2, 3, 4, 5, 6, 7, 8], [6, 7, 8]]);
        Assert.Equal([6, 7, 8], ClassIncrementalSampling.Sample(catalogue, 3, seed: 0).Order());
        Assert.Equal(4, ClassIncrementalSampling.Sample(catalogue, 4, seed: 0).Count);
    }

    [Fact]
    public void Another_seed_draws_others_and_each_image_is_as_likely()
    {
        var catalogue = Made([[.. Enumerable.Range(0, 10)]]);
        var times = Enumerable.Range(0, 2000).SelectMany(seed => ClassIncrementalSampling.Sample(catalogue, 3, seed)).CountBy(image => image).ToArray();
        Assert.Equal(10, times.Length);
        Assert.All(times, time => Assert.InRange(time.Value, 500, 700)); // 600 +- 20
    }

    [Fact]
    public void A_threshold_below_one_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ClassIncrementalSampling.Sample(Made([[1]]), 0, seed: 0));

    [Fact]
    public void A_data_set_keeps_all_that_belongs_to_its_images()
    {
        // Image i shows category c where c divides i: 40 images of category 1, 6 of category 6.
        var dataset = new CocoDataset(
            [.. Enumerable.Range(1, 40).Select(i => new CocoImage(i, $"{i}.jpg", 9, 9))],
            [.. from i in Enumerable.Range(1, 40) from c in Enumerable.Range(1, 6) where i % c == 0 select new CocoAnnotation(100 * i + c, i, c, new(0, 0, 5, 5), 25)],
            [.. Enumerable.Range(1, 6).Select(c => new CocoCategory(c, $"{c}"))]);
        var part = ClassIncrementalSampling.Sample(dataset, 5, seed: 1);
        var kept = ClassIncrementalSampling.Sample(ClassIncrementalSampling.ImagesByCategory(dataset), 5, seed: 1);
        Assert.Equal(dataset.Images.Where(image => kept.Contains(image.Id)), part.Images);
        Assert.Equal(dataset.Annotations.Where(annotation => kept.Contains(annotation.ImageId)), part.Annotations);
        Assert.Equal(dataset.Categories, part.Categories);
        Assert.InRange(part.Images.Count, 5, 39);
    }

    [Fact]
    public void Images_are_counted_and_not_objects()
    {
        CocoAnnotation Object(int id, int image, bool crowd = false) => new(id, image, 7, new(0, 0, 5, 5), 25, crowd);
        var dataset = new CocoDataset([new(1, "1", 9, 9), new(2, "2", 9, 9), new(3, "3", 9, 9)], [Object(1, 1), Object(2, 1), Object(3, 1), Object(4, 2, crowd: true)], [new(7, "pin")]);
        Assert.Equal([1, 2], ClassIncrementalSampling.ImagesByCategory(dataset)[7]);
    }

    private static double MeanSize(Catalogue catalogue, int threshold, int seed) =>
        Enumerable.Range(seed, 20).Average(s => ClassIncrementalSampling.Sample(catalogue, threshold, s).Count);

    private static Catalogue Made(IEnumerable<IEnumerable<long>> categories) =>
        categories.Select((images, i) => (Id: i + 1, Images: images)).ToDictionary(category => category.Id, IReadOnlyList<long> (category) => [.. category.Images]);

    private static void Holds(Func<Catalogue, int, int, bool> property) =>
        Prop.ForAll(Drawn.ToArbitrary(), drawn => property(drawn.Catalogue, drawn.Threshold, drawn.Seed)).Holds(200);
}
