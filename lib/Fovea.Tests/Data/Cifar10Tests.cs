using Fovea.Data;
using Fovea.Tests.Training;

namespace Fovea.Tests.Data;

public sealed class Cifar10Tests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static DataSet Set => Catalog.Default["cifar10"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_splits_have_their_sizes_and_every_class_equally_often()
    {
        var cifar = Load();
        Assert.Equal((45_000, 5_000, 10_000), (cifar.Train.Count, cifar.Choose.Count, cifar.Report.Count));
        Assert.Equal(Set.Sha256, cifar.Sha256);
        var labels = new[] { cifar.Train, cifar.Choose }.SelectMany(split => Enumerable.Range(0, split.Count).Select(split.Label));
        Assert.All(labels.CountBy(label => label), pair => Assert.Equal(5_000, pair.Value));
        Assert.All(Enumerable.Range(0, 10_000).Select(cifar.Report.Label).CountBy(label => label), pair => Assert.Equal(1_000, pair.Value));
    }

    [Fact]
    public void Images_lie_under_their_labels()
    {
        var cifar = Load();
        // As everyone's copy begins: a frog, a truck, a truck; the test set a cat, a ship, a ship.
        Assert.Equal(["frog", "truck", "truck"], Enumerable.Range(0, 3).Select(i => Cifar10.Classes[cifar.Train.Label(i)]));
        Assert.Equal(["cat", "ship", "ship"], Enumerable.Range(0, 3).Select(i => Cifar10.Classes[cifar.Report.Label(i)]));
        Assert.Equal(new byte[] { 59, 62, 63, 43, 46, 45 }, cifar.Train.Read(0).Pixels[..6]);
        var sheet = Cifar10.ReadSheet(Path.Combine(DataCache.Default.FolderOf(Set), "data_batch_5.png"));
        Assert.Equal(sheet.Pixels.AsSpan(5_000 * 3072, 3072).ToArray(), cifar.Choose.Read(0).Pixels);
        Assert.Throws<ArgumentOutOfRangeException>(() => cifar.Choose.Read(5_000));
    }

    [Fact]
    public void A_damaged_cache_is_decoded_again_and_a_damaged_sheet_is_named()
    {
        var cache = Linked();
        var decoded = Path.Combine(cache.FolderOf(Set), "test.bin");
        Cifar10.Load(cache, Set, TestContext.Current.CancellationToken);
        var right = File.ReadAllBytes(decoded);
        var wrong = right.ToArray();
        wrong[12_345] ^= 1;
        File.WriteAllBytes(decoded, wrong);

        Cifar10.Load(cache, Set, TestContext.Current.CancellationToken);
        Assert.True(right.AsSpan().SequenceEqual(File.ReadAllBytes(decoded)));

        var sheet = Path.Combine(cache.FolderOf(Set), "test_batch.png");
        var png = File.ReadAllBytes(sheet);
        File.Delete(decoded);
        File.Delete(sheet);
        png[1_000_000] ^= 1;
        File.WriteAllBytes(sheet, png);
        var message = Assert.Throws<ImageException>(() => Cifar10.Load(cache, Set, TestContext.Current.CancellationToken)).Message;
        Assert.Matches($"^{sheet}: chunk IDAT at byte [0-9]+ is damaged", message);
        Assert.Empty(Directory.GetFiles(cache.FolderOf(Set), "test.bin*"));
    }

    [Fact]
    public void A_picture_that_is_no_sheet_is_refused_by_name()
    {
        var path = folder.File("data_batch_1.png", Png.Encode(new byte[12], 2, 2, 3));
        Assert.Equal($"{path} has 2 x 2 pixels of 3 channel(s); a sheet has 1024 x 10000 of 3", Assert.Throws<DataSetException>(() => Cifar10.ReadSheet(path)).Message);
    }

    [Theory]
    [InlineData("[0,1,0]", "has 3 labels; expected 4")]
    [InlineData("[0,1,2,1]", "label 2 is 2; expected 0 to 1")]
    [InlineData("[0,1,-1,1]", "label 2 is -1; expected 0 to 1")]
    [InlineData("[0,1,1,1]", "class 0 has 1 images; expected 2")]
    [InlineData("[0,1,1", "is no JSON array of numbers")]
    [InlineData("{}", "is no JSON array of numbers")]
    [InlineData("null", "has 0 labels; expected 4")]
    public void Labels_that_cannot_be_right_are_refused_with_the_file(string json, string expected)
    {
        var path = folder.File("labels.json", System.Text.Encoding.UTF8.GetBytes(json));
        var message = Assert.Throws<DataSetException>(() => Cifar10.ReadLabels(path, 4, 2)).Message;
        Assert.Contains(expected, message);
        Assert.Contains(path, message);
    }

    [Fact]
    public void A_file_of_images_of_the_wrong_length_or_label_is_refused()
    {
        var path = folder.File("images.bin", new byte[25]);
        Assert.Equal($"{path} has 25 bytes; expected 24: 2 images of 2 x 2 x 3",
            Assert.Throws<DataSetException>(() => LabelledImages.Open(path, [0, 1], 2, 2, 3, ["a", "b"])).Message);
        folder.File("images.bin", new byte[24]);
        Assert.Equal($"{path}: image 1 has label 2; expected 0 to 1",
            Assert.Throws<DataSetException>(() => LabelledImages.Open(path, [0, 2], 2, 2, 3, ["a", "b"])).Message);
    }

    private static Cifar10 Load()
    {
        Assert.SkipUnless(DataCache.Default.Has(Set), "needs CIFAR-10: lib/fovea data cifar10");
        return Cifar10.Load(TestContext.Current.CancellationToken);
    }

    /// <summary>A cache whose sheets are links to the workbook's.</summary>
    private DataCache Linked()
    {
        Load();
        var cache = new DataCache(folder.File("cache"));
        Directory.CreateDirectory(cache.FolderOf(Set));
        foreach (var file in Set.Files.Select(file => file.Path).Append(".sha256"))
            File.CreateSymbolicLink(Path.Combine(cache.FolderOf(Set), file), Path.Combine(DataCache.Default.FolderOf(Set), file));
        File.CreateSymbolicLink(Path.Combine(cache.FolderOf(Set), "train.bin"), Path.Combine(DataCache.Default.FolderOf(Set), "train.bin"));
        return cache;
    }
}
