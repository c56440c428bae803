using Fovea.Data;
using Fovea.Tests.Training;

namespace Fovea.Tests.Data;

public sealed class MnistTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Digits_lie_under_their_labels()
    {
        Assert.SkipUnless(DataCache.Default.Has(Catalog.Default["mnist"]), "needs MNIST: lib/fovea data mnist");
        var mnist = Mnist.Load(TestContext.Current.CancellationToken);
        Assert.Equal((60_000, 10_000, 28, 28, 1), (mnist.Train.Count, mnist.Test.Count, mnist.Train.Width, mnist.Train.Height, mnist.Train.Channels));
        // As everyone's copy begins.
        Assert.Equal([5, 0, 4, 1, 9, 2, 1, 3, 1, 4], Enumerable.Range(0, 10).Select(mnist.Train.Label));
        Assert.Equal([7, 2, 1, 0, 4, 1, 4, 9, 5, 9], Enumerable.Range(0, 10).Select(mnist.Test.Label));
        Assert.Equal(new byte[] { 3, 18, 18, 18, 126, 136, 175, 26, 166, 255, 247, 127 }, mnist.Train.Read(0).Pixels.AsSpan(5 * 28 + 12, 12).ToArray());
        // The strokes' mean and deviation, as everyone normalises by.
        var pixels = Enumerable.Range(0, mnist.Train.Count).SelectMany(i => mnist.Train.Read(i).Pixels).Select(value => value / 255.0).ToArray();
        Assert.Equal(0.1307, pixels.Average(), 4);
        Assert.Equal(0.3081, Math.Sqrt(pixels.Average(value => value * value) - Math.Pow(pixels.Average(), 2)), 4);
    }

    [Fact]
    public void Pictures_and_labels_are_read_as_they_were_written()
    {
        var images = folder.File("images", Pictures(3));
        var labels = folder.File("labels", [0, 0, 8, 1, 0, 0, 0, 3, 7, 0, 9]);
        var digits = Mnist.Open(images, labels, 3);
        Assert.Equal([7, 0, 9], Enumerable.Range(0, 3).Select(digits.Label));
        Assert.Equal([.. Enumerable.Range(0, 784).Select(i => (byte)(i + 784 * 2))], digits.Read(2).Pixels);
        Assert.Equal(digits.Read(2).Pixels, digits.Slice(1, 2).Read(1).Pixels);
    }

    [Theory]
    [InlineData("", "begins with ; expected 00 00 08 03")]
    [InlineData("1F8B0808", "begins with 1F 8B 08 08; expected 00 00 08 03")]
    [InlineData("00000D0300000001", "begins with 00 00 0D 03; expected 00 00 08 03")]
    [InlineData("0000080100000001", "begins with 00 00 08 01; expected 00 00 08 03")]
    [InlineData("00000803000000010000001C", "is cut short: 12 bytes; the header alone has 16")]
    [InlineData("00000803000000010000001C0000001C00", "declares 1 x 28 x 28 bytes after a header of 16, but has 17 bytes in all")]
    [InlineData("00000803FFFFFFFFFFFFFFFFFFFFFFFF00", "declares 4294967295 x 4294967295 x 4294967295 bytes")]
    [InlineData("0000080300000001000000010000000100", "holds 1 x 1 x 1 values; expected 3 x 28 x 28")]
    public void Pictures_that_cannot_be_right_are_refused_with_the_file(string hexadecimal, string expected)
    {
        var images = folder.File("images", Convert.FromHexString(hexadecimal));
        Refused(images, images, folder.File("labels", [0, 0, 8, 1, 0, 0, 0, 3, 7, 0, 9]), expected);
    }

    [Theory]
    [InlineData("0000080100000003070009FF", "declares 3 bytes after a header of 8, but has 12 bytes in all")]
    [InlineData("00000801000000020700", "has 2 labels; expected 3")]
    [InlineData("000008010000000307000A", "label 2 is 10; expected 0 to 9")]
    [InlineData("0000080300000003070009", "begins with 00 00 08 03; expected 00 00 08 01")]
    public void Labels_that_cannot_be_right_are_refused_with_the_file(string hexadecimal, string expected)
    {
        var labels = folder.File("labels", Convert.FromHexString(hexadecimal));
        Refused(labels, folder.File("images", Pictures(3)), labels, expected);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named() =>
        Refused(folder.File("none"), folder.File("none"), folder.File("labels", []), "Could not find file");

    private static void Refused(string named, string images, string labels, string expected)
    {
        var message = Assert.Throws<DataSetException>(() => Mnist.Open(images, labels, 3)).Message;
        Assert.StartsWith(named, message);
        Assert.Contains(expected, message);
    }

    private static byte[] Pictures(int count) =>
        [0, 0, 8, 3, 0, 0, 0, (byte)count, 0, 0, 0, 28, 0, 0, 0, 28, .. Enumerable.Range(0, count * 784).Select(i => (byte)i)];
}
