using Fovea.Data;
using Fovea.Tests.Training;

namespace Fovea.Tests.Data;

public sealed class ImageFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Classes_and_files_come_in_ordinal_order_and_other_files_are_passed_over()
    {
        Put("n02", "b.JPEG", 40);
        Put("n02", "a.jpg", 30);
        Put("n01", "z.png", 20);
        Put("n01", "B.JPEG", 10);
        Put("n01", "deeper/c.JPEG", 50);
        File.WriteAllText(folder.File("n01/notes.txt"), "no image");
        File.WriteAllText(folder.File("synsets.txt"), "no class");

        var images = ImageFolder.Open(folder.Path);

        Assert.Equal(["n01", "n02"], images.Classes);
        Assert.Equal(["n01/B.JPEG 0", "n01/deeper/c.JPEG 0", "n01/z.png 0", "n02/a.jpg 1", "n02/b.JPEG 1"],
            Enumerable.Range(0, images.Count).Select(i => $"{Path.GetRelativePath(folder.Path, images.PathOf(i))} {images.Label(i)}"));
        Assert.Equal([10, 50, 20, 30, 40], Enumerable.Range(0, images.Count).Select(i => (int)images.Read(i).Pixels[0]));
    }

    [Fact]
    public void Every_photograph_becomes_the_authors_view_of_it()
    {
        Put("n01", "wide.JPEG", 200, 500, 375);
        Put("n02", "tall.JPEG", 20, 333, 500);
        Put("n02", "small.png", 90, 20, 30);
        var options = new LoaderOptions { BatchSize = 2, View = EvaluationView.PsVit, Normalisation = Normalisation.ImageNet, Threads = 2 };

        var seen = 0;
        foreach (var batch in new Loader(ImageFolder.Open(folder.Path), options).Epoch())
            using (batch)
            {
                Assert.Equal([batch.Indices.Length, 3, 224, 224], batch.Images.shape);
                seen += batch.Indices.Length;
                var first = batch.Images.data<float>().ToArray()[0];
                Assert.Equal((new[] { 200, 90, 20 }[batch.Indices[0]] / 255f - 0.485f) / 0.229f, first, 1e-6f);
            }
        Assert.Equal(3, seen);
    }

    [Fact]
    public void A_damaged_file_is_named_and_refused_or_left_out_as_asked()
    {
        Put("n01", "a.JPEG", 1);
        Put("n01", "c.JPEG", 3);
        var whole = File.ReadAllBytes(folder.File("n01/c.JPEG"));
        var cut = folder.File("n01/b.JPEG", whole[..^8]);
        var images = ImageFolder.Open(folder.Path);
        var options = new LoaderOptions { Normalisation = Normalisation.ImageNet };

        Assert.StartsWith($"{cut}: truncated or damaged JPEG", Assert.Throws<ImageException>(() => new Loader(images, options).Epoch().First()).Message);

        var loader = new Loader(images, options with { SkipDamaged = true });
        using var batch = Assert.Single(loader.Epoch());
        Assert.Equal([0, 2], batch.Indices);
        Assert.StartsWith($"{cut}: ", loader.Damaged[1]);
    }

    [Fact]
    public void A_folder_without_images_is_refused_by_name()
    {
        Assert.Equal($"{folder.File("none")} is no folder; expected one that holds a folder of images for each class", Refusal(folder.File("none")));
        Assert.Equal($"{folder.Path} holds no folder; expected one for each class, with .jpeg, .jpg, .png files in it", Refusal(folder.Path));
        Put("n01", "a.JPEG", 1);
        Directory.CreateDirectory(folder.File("n02"));
        Assert.Equal($"{folder.File("n02")} holds no image; expected .jpeg, .jpg, .png files", Refusal(folder.Path));
    }

    private static string Refusal(string path) => Assert.Throws<DataSetException>(() => ImageFolder.Open(path)).Message;

    /// <summary>An image of one grey.</summary>
    private void Put(string name, string file, byte grey, int width = 16, int height = 16)
    {
        var path = Path.Combine(folder.Path, name, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var image = new Image(width, height, 3, [.. Enumerable.Repeat(grey, width * height * 3)]);
        File.WriteAllBytes(path, file.EndsWith(".png") ? Png.Encode(image.Pixels, width, height, 3) : Jpeg.Encode(image, quality: 95));
    }
}
