using System.Security.Cryptography;
using Fovea.Data;
using Fovea.Data.Scenes;
using Fovea.Tests.Training;

namespace Fovea.Tests.Data.Scenes;

/// <summary>The set itself; made once, where MNIST and CIFAR-10 are.</summary>
public class DigitScenesTests
{
    private static readonly Lazy<DigitScenes> Set = new(() => DigitScenes.Load());

    [Fact]
    public void The_splits_have_their_sizes_and_what_everyone_elses_have()
    {
        var scenes = Load();
        Assert.Equal(("train", 5_000), (scenes.Train.Name, scenes.Train.Count));
        Assert.Equal(("choose", 500), (scenes.Choose.Name, scenes.Choose.Count));
        Assert.Equal(("report", 1_000), (scenes.Report.Name, scenes.Report.Count));
        Assert.Equal(["cifar10", "digit-scenes", "mnist"], scenes.Hashes.Keys.Order());
        Assert.All(scenes.Hashes.Values, hash => Assert.Matches("^[0-9a-f]{64}$", hash));
    }

    [Fact]
    public void Making_the_first_scenes_again_gives_those_of_the_set()
    {
        var scenes = Load();
        var (mnist, cifar) = (Mnist.Load(TestContext.Current.CancellationToken), Cifar10.Load(TestContext.Current.CancellationToken));
        foreach (var (split, number) in new[] { scenes.Train, scenes.Choose, scenes.Report }.Zip(Enumerable.Range(0, 3)))
        {
            var maker = DigitScenes.Maker(mnist, cifar, number, contextCue: false);
            for (var i = 0; i < 5; i++)
                Assert.Equal(split.Read(i).Pixels, maker.Make(i).Pixels);
        }
    }

    [Fact]
    public void No_digit_and_no_photograph_is_in_two_splits()
    {
        Load();
        var (mnist, cifar) = (Mnist.Load(TestContext.Current.CancellationToken), Cifar10.Load(TestContext.Current.CancellationToken));
        var sources = Enumerable.Range(0, 3).Select(split => DigitScenes.SourcesOf(mnist, cifar, split)).ToArray();
        Assert.Equal([50_000, 10_000, 10_000], sources.Select(source => source.Digits.Count));
        Assert.Equal([45_000, 5_000, 10_000], sources.Select(source => source.Photos.Count));
        AssertDisjoint([.. sources.Select(source => source.Digits)]);
        AssertDisjoint([.. sources.Select(source => source.Photos)]);
    }

    [Fact]
    public void The_statistics_are_those_of_the_recipe_and_of_the_datasheet()
    {
        var scenes = Load();
        Assert.All([scenes.Train, scenes.Choose, scenes.Report], split =>
        {
            var found = SceneStatistics.Of(split);
            Assert.Equal(3.5, found.Mean, 0.15);
            Assert.Equal(40, found.Small, 3.0);
            Assert.Equal(25, found.Large, 2.0);
            Assert.Equal(16, found.Boxed, 1.0);
            Assert.Equal(22, found.Touched, 3.0);
        });
        var datasheet = File.ReadAllText(Path.Combine(Shared.Repository.FullName, "data", "digit-scenes.md"));
        Assert.Contains(SceneStatistics.Table(scenes), datasheet);
        Assert.Contains(scenes.Sha256, datasheet);
    }

    [Fact]
    public void Annotations_tell_what_the_scenes_hold()
    {
        var split = Load().Report;
        var annotations = split.Annotations;
        Assert.Equal(split.Scenes.Sum(scene => scene.Digits.Length), annotations.Annotations.Count);
        Assert.Equal(Enumerable.Range(0, 10).Select(digit => (digit, $"{digit}")), annotations.Categories.Select(category => (category.Id, category.Name)));
        for (var i = 0; i < split.Count; i++)
            Assert.Equal(
                split.Scenes[i].Digits.Select(digit => ((int)digit.Digit, digit.Box, digit.Mask.Cast<bool>().Count(inside => inside))),
                annotations.AnnotationsOf(i).Select(found => (found.CategoryId, found.Box, found.Segmentation!.Mask(Scene.Side, Scene.Side).Area)));
        Assert.All(annotations.Annotations, found => Assert.Equal(found.Box.Area, found.Area));
        Assert.True(annotations.Annotations.All(found => found.Id > 0));
    }

    [Fact]
    public void Each_pixel_is_a_digits_or_the_photographs()
    {
        var split = Load().Choose;
        var panoptic = split.Panoptic;
        Assert.Equal(20, panoptic.Categories.Count);
        Assert.Equal(Cifar10.Classes, panoptic.Categories.Where(category => !category.IsThing).Select(category => category.Name));
        for (var i = 0; i < split.Count; i++)
        {
            var (digits, segments) = (split.Scenes[i].Digits, panoptic.AnnotationOf(i).Segments);
            Assert.Equal([10 + split.Label(i), .. digits.Select(digit => (int)digit.Digit)], segments.Select(segment => segment.CategoryId));
            Assert.Equal(digits.Select(digit => digit.Box), segments.Skip(1).Select(segment => segment.Box));
            Assert.Equal(split.Annotations.AnnotationsOf(i).Select(one => (double)one.Segmentation!.Mask(Scene.Side, Scene.Side).Area), segments.Skip(1).Select(segment => segment.Area));
            Assert.Equal(Scene.Side * Scene.Side, segments.Sum(segment => segment.Area));
            Assert.DoesNotContain(0, split.SegmentsOf(i).Cast<int>());
        }
    }

    [Fact]
    public void A_damaged_or_missing_file_is_made_again()
    {
        Load();
        using var folder = new TemporaryFolder();
        var cache = new DataCache(folder.Path);
        foreach (var name in (string[])["mnist", "cifar10"])
            Directory.CreateSymbolicLink(Path.Combine(cache.Folder, name), Path.Combine(DataCache.Default.Folder, name));
        var (here, made) = (DigitScenes.FolderOf(cache, false), DigitScenes.FolderOf(DataCache.Default, false));
        Directory.CreateDirectory(here);
        foreach (var name in (string[])["train.pixels", "train.scenes", "choose.scenes", "report.pixels", "report.scenes"])
            File.CreateSymbolicLink(Path.Combine(here, name), Path.Combine(made, name));
        var bytes = File.ReadAllBytes(Path.Combine(made, "choose.pixels"));
        bytes[1_000_000] ^= 1;
        File.WriteAllBytes(Path.Combine(here, "choose.pixels"), bytes);

        Assert.False(DigitScenes.IsHere(cache));
        Assert.Equal(Load().Choose.Read(400).Pixels, DigitScenes.Load(cache, false, TestContext.Current.CancellationToken).Choose.Read(400).Pixels);
        Assert.True(DigitScenes.IsHere(cache));
        Assert.Empty(Directory.GetFiles(here, "*.tmp"));
    }

    internal static DigitScenes Load()
    {
        Assert.SkipUnless(DataCache.Default.Has(Catalog.Default["mnist"]) && DataCache.Default.Has(Catalog.Default["cifar10"]),
            "needs MNIST and CIFAR-10: lib/fovea data digit-scenes");
        return Set.Value;
    }

    private static void AssertDisjoint(IImageSource[] sources)
    {
        var seen = new Dictionary<string, int>();
        for (var i = 0; i < sources.Length; i++)
            for (var index = 0; index < sources[i].Count; index++)
            {
                var hash = Convert.ToHexString(SHA256.HashData(sources[i].Read(index).Pixels));
                seen.TryAdd(hash, i);
                Assert.Equal(i, seen[hash]);
            }
    }
}
