using Fovea.Data;
using Fovea.Data.Coco;
using Fovea.Detection;
using Fovea.Tests.Training;

namespace Fovea.Tests.Data;

public sealed class CocoImagesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Real_images_are_shown_to_a_detector_as_DETR_shows_them()
    {
        var images = Real();
        Assert.Equal(128, images.Count);
        var some = Enumerable.Range(0, 32).Select(i => 4 * i).ToArray();
        var expected = Pillow.Lines(
            """
            for text in args[1].split(';'):
                name, width, height = text.split()
                image = Image.open(args[0] + '/' + name).convert('RGB').resize((int(width), int(height)), Image.BILINEAR)
                print(name, *image.size, hashlib.sha256(image.tobytes()).hexdigest())
            """, Shared.Path("data", "coco128", "images", "train2017"), string.Join(';', some.Select(i =>
            {
                var (width, height) = ResizeRule.Detr.SizeOf(images.RecordOf(i).Width, images.RecordOf(i).Height);
                return $"{images.RecordOf(i).FileName} {width} {height}";
            })));

        Assert.Equal(expected, some.Select(i =>
        {
            var image = ResizeRule.Detr.Apply(images.Read(i)).Image;
            return $"{images.RecordOf(i).FileName} {image.Width} {image.Height} {PngDecodingTests.Hash(image)}";
        }));
    }

    [Fact]
    public void Real_objects_are_within_their_images_and_their_masks_within_their_boxes()
    {
        var images = Real(masks: true);
        var objects = 0;
        for (var i = 0; i < images.Count; i += 2)
        {
            var image = images.Read(i);
            var made = new[] { image, image.FlipHorizontal(), image.Crop(image.Image.Width / 4, image.Image.Height / 4, image.Image.Width / 2, image.Image.Height / 2) };
            Assert.All(made.SelectMany(one => one.Objects, (one, thing) => (one.Image, thing)), pair =>
            {
                var (pixels, thing) = pair;
                Assert.True(thing.Box is { X: >= 0, Y: >= 0, Width: > 0, Height: > 0 } && thing.Box.Right <= pixels.Width && thing.Box.Bottom <= pixels.Height);
                Assert.Equal((pixels.Width, pixels.Height), (thing.Mask!.Width, thing.Mask.Height));
                var mask = thing.Mask.BoundingBox;
                Assert.True(thing.Mask.Area == 0 || (mask.X >= thing.Box.X - 1 && mask.Y >= thing.Box.Y - 1 && mask.Right <= thing.Box.Right + 1 && mask.Bottom <= thing.Box.Bottom + 1));
            });
            objects += image.Objects.Count;
        }
        Assert.InRange(objects, 300, 929); // of 929 that are no crowd
    }

    [Fact]
    public void Crowds_are_left_out_boxes_are_cut_at_the_border_and_images_come_by_id()
    {
        Save("b.png", 8, 6, 3);
        Save("a.png", 5, 5, 1);
        var images = new CocoImages(new CocoDataset([new CocoImage(9, "b.png", 8, 6), new CocoImage(2, "a.png", 5, 5)],
            [
                new CocoAnnotation(1, 9, 1, new Box(-.5, 2, 3, 4.75), 9),
                new CocoAnnotation(2, 9, 1, new Box(1, 1, 2, 2), 4, Crowd: true),
                new CocoAnnotation(3, 9, 2, new Box(8, 1, .5, 2), 1),
                new CocoAnnotation(4, 9, 2, new Box(1, 1, 2, 2), 3, Segmentation: Segmentation.OfPolygons([1.0, 1, 3, 1, 3, 3, 1, 3])),
            ], [new CocoCategory(1, "one"), new CocoCategory(2, "two")]), folder.Path, masks: true);

        Assert.Equal([2L, 9], [images.Read(0).Id, images.Read(1).Id]);
        Assert.Equal((3, 0), (images.Read(0).Image.Channels, images.Read(0).Objects.Count)); // grey became RGB
        var objects = images.Read(1).Objects;
        Assert.Equal([(1, new Box(0, 2, 2.5, 4), 9.0), (2, new Box(1, 1, 2, 2), 3)], objects.Select(thing => (thing.CategoryId, thing.Box, thing.Area)));
        Assert.Equal((null, new Box(1, 1, 2, 2)), (objects[0].Mask, objects[1].Mask!.BoundingBox));
    }

    [Fact]
    public void A_file_that_cannot_be_used_is_named_with_what_is_wrong()
    {
        var jpeg = Jpeg.Encode(new Image(64, 48, 3, [.. Enumerable.Range(0, 64 * 48 * 3).Select(i => (byte)(i * 7))]));
        folder.File("cut.jpg", jpeg[..^60]);
        var huge = jpeg.ToArray();
        var frame = huge.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        (huge[frame + 5], huge[frame + 6], huge[frame + 7], huge[frame + 8]) = (0xFF, 0x00, 0xFF, 0x00);
        folder.File("huge.jpg", huge);
        folder.File("page.jpg", "<html>"u8.ToArray());
        Save("other.png", 8, 6, 3);
        string[] names = ["absent.jpg", "cut.jpg", "huge.jpg", "page.jpg", "other.png"];
        var images = new CocoImages(new CocoDataset([.. names.Select((name, i) => new CocoImage(i, name, 64, 48))], [], []), folder.Path);

        var messages = names.Select((name, i) => Assert.Throws<ImageException>(() => images.Read(i)).Message).ToArray();
        Assert.All(names.Zip(messages), pair => Assert.Contains(folder.File(pair.First), pair.Second));
        Assert.Contains("Could not find file", messages[0]);
        Assert.Contains("truncated or damaged JPEG", messages[1]);
        Assert.Contains("the header declares 65280 x 65280 pixels; expected at least one and at most 100 million", messages[2]);
        Assert.Contains("neither a JPEG (FF D8 FF) nor a PNG", messages[3]);
        Assert.EndsWith("has 8 x 6 pixels; the annotations of image 4 say 64 x 48", messages[4]);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_named()
    {
        var dataset = new CocoDataset([new CocoImage(1, "000000000009.jpg", 2, 2)], [], []);
        Assert.Contains($"{folder.File("none")} is no folder; expected one that holds the images of the annotations, such as 000000000009.jpg",
            Assert.Throws<DataSetException>(() => new CocoImages(dataset, folder.File("none"))).Message);
    }

    private static CocoImages Real(bool masks = false) => new(
        CocoDataset.Read(Shared.Path("data", "coco128", "annotations", "instances_train2017.json")), Shared.Path("data", "coco128", "images", "train2017"), masks);

    private void Save(string name, int width, int height, int channels) =>
        folder.File(name, Png.Encode([.. Enumerable.Range(0, width * height * channels).Select(i => (byte)i)], width, height, channels));
}
