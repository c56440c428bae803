using System.Globalization;
using Fovea.Data;
using Fovea.Detection;
using Fovea.Detection.Detr;
using Fovea.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Tests.Detection.Detr;

public class DetrModelTests
{
    [Fact]
    public void An_images_answer_does_not_depend_on_the_padding_that_a_larger_one_brings()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        manual_seed(3);
        using var model = new DetrModel(DetrOptions.Small);
        model.eval();
        // The backbone's windows reach into the padding as they reach over an image's edge, where there are zeros as well; of a map
        // whose size is a multiple of 32 no location is between image and padding.
        var (small, large) = (randn(3, 64, 96), randn(3, 128, 128));
        var alone = Answer(model, PaddedImages.Of([small]));
        var together = Answer(model, PaddedImages.Of([small, large]));
        Assert.True(alone.Boxes[0].allclose(together.Boxes[0], atol: .05));
        var other = Answer(model, PaddedImages.Of([small * 2, large]));
        Assert.True(other.Boxes[1].allclose(together.Boxes[1], atol: 1e-5));
    }

    [Fact]
    public void Dc5_doubles_the_map_and_keeps_the_weights()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var options = DetrOptions.Small.Backbone with { Blocks = [1, 1, 1, 2] };
        using var plain = new ResNet(options);
        using var dilated = new ResNet(options with { DilatedLast = true });
        dilated.load_state_dict(plain.state_dict());
        var images = randn(1, 3, 97, 130);
        var (coarse, fine) = (plain.call(images), dilated.call(images));
        Assert.Equal([1, 256, 4, 5], coarse.shape);
        Assert.Equal([1, 256, 7, 9], fine.shape);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_resnet_computes_what_torchvisions_does(bool dilated)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        using var folder = new Training.TemporaryFolder();
        var path = folder.File("resnet.pth");
        var expected = Torchvision.Run(
            """
            import sys, torch, torchvision
            torch.manual_seed(5)
            model = torchvision.models.resnet50(replace_stride_with_dilation=[False, False, sys.argv[2] == "True"]).eval()
            for name, tensor in model.named_buffers():
                if name.endswith("running_var"): tensor.uniform_(.5, 1.5)
                if name.endswith("running_mean"): tensor.uniform_(-.2, .2)
            torch.save(model.state_dict(), sys.argv[1])
            image = torch.sin(torch.arange(3 * 75 * 110).float()).view(1, 3, 75, 110)
            with torch.no_grad(): print(*model(image).flatten().tolist())
            """, path, dilated.ToString());
        using var model = new ResNet(ResNetOptions.ResNet50 with { DilatedLast = dilated, Classes = 1000 });
        ResNetWeights.Load(model, path);
        var found = model.call(arange(3 * 75 * 110, float32).sin().view(1, 3, 75, 110));
        var numbers = expected.Split(' ').Select(number => float.Parse(number, CultureInfo.InvariantCulture)).ToArray();
        Assert.True(found.flatten().allclose(tensor(numbers), rtol: 1e-4, atol: 1e-4));
    }

    [Fact]
    public void Only_what_is_not_frozen_learns()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        using var model = new DetrModel(DetrOptions.Small with { FreezesStem = true });
        var images = PaddedImages.Of([randn(3, 64, 64)]);
        var target = new DetectionTarget(zeros([1], int64), full([1, 4], .5f));
        new SetCriterion(new()).Loss(model.call(images.Images, images.Padding).Layers, [target]).backward();
        Assert.All(model.named_parameters(), entry =>
            Assert.Equal(entry.name.StartsWith("backbone.0.body.conv1") || entry.name.StartsWith("backbone.0.body.layer1"), entry.parameter.grad is null));
    }

    [Fact]
    public void The_likeliest_of_all_classes_are_read_surest_first_by_a_focal_term()
    {
        using var scope = NewDisposeScope();
        var logits = tensor(new[] { -1f, 2, -3, 0, 1, -4 }, [1, 3, 2]);
        var boxes = tensor(new[] { .5f, .5f, .5f, .5f, .25f, .25f, .5f, .5f, .75f, .75f, .5f, .5f }, [1, 3, 4]);
        var found = PostProcess.Objects(new(logits, boxes), [(100, 200)], ClassTerm.Focal, most: 3)[0];
        Assert.Equal([1L, 0, 1], found.Labels.data<long>().ToArray());
        var detections = found.Detections(7, label => label == 1 ? 18 : null).ToArray();
        Assert.Equal([(7L, 18), (7L, 18)], detections.Select(one => (one.ImageId, one.CategoryId)));
        Assert.Equal(new Box(50, 25, 100, 50), detections[0].Box);
        Assert.Equal(1 / (1 + Math.Exp(-2)), detections[0].Score, 1e-6);
    }

    [Fact]
    public void A_transformer_of_another_width_or_a_classifier_in_the_backbone_is_refused()
    {
        Assert.Contains("Width: expected a multiple of Heads, 8, found 250", Assert.Throws<ArgumentException>(() =>
            new DetrModel(DetrOptions.R50 with { Transformer = new() { Width = 250 } })).Message);
        Assert.Contains("Backbone.Classes: expected 0", Assert.Throws<ArgumentException>(() =>
            new DetrModel(DetrOptions.R50 with { Backbone = ResNetOptions.ResNet50 with { Classes = 9 } })).Message);
    }

    private static QueryOutput Answer(DetrModel model, PaddedImages images) => model.call(images.Images, images.Padding).Layers[^1];
}
