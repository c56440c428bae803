using Fovea.Layers;
using Fovea.Papers.PsVit;
using Fovea.Tests.Training;
using Fovea.Training.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Tests.Papers.PsVit;

/// <summary>What a PS-ViT does with its options, its points and its checkpoints.</summary>
public class PsVitModelTests
{
    private static readonly PsVitOptions Small = SmallPsVit.Plain;

    [Fact]
    public void Points_start_on_the_grid_and_stay_until_offsets_are_learnt()
    {
        using var scope = NewDisposeScope();
        using var model = new PsVitModel(Small);
        var points = model.Look(rand(2, 3, 32, 32)).Points;
        Assert.Equal([4, 2, 16, 2], points.shape);
        Assert.Equal([2.0, 2, 6, 2, 10, 2, 14, 2, 2, 6], points[3, 1].reshape(-1)[..10].to(float64).data<double>().ToArray());
        Assert.Equal(0, (points - points[0, 0]).abs().max().ToDouble());
    }

    [Fact]
    public void Offsets_move_points_by_image_and_learn_through_the_lookup()
    {
        using var scope = NewDisposeScope();
        using var model = Wandering(Small);
        var output = model.Look(rand(2, 3, 32, 32));
        Assert.False(output.Points.requires_grad);
        Assert.True((output.Points[3] - output.Points[0]).abs().max().ToDouble() > 1e-3);
        Assert.True((output.Points[3, 0] - output.Points[3, 1]).abs().max().ToDouble() > 1e-5);
        output.Logits.sum().backward();
        Assert.All(Enumerable.Range(0, 3), t => Assert.True(Gradient(model, $"ps_layers.{t}.offset_layer.weight") > 0));
        Assert.False(model.has_parameter("ps_layers.3.offset_layer.weight"));
    }

    /// <summary>On a map that is the same everywhere only positions tell where a point is.</summary>
    [Fact]
    public void Positions_pass_no_gradients_to_offsets()
    {
        using var scope = NewDisposeScope();
        using var layer = new SamplingLayer(Small, nn.Linear(2, 96), predictsOffsets: false);
        var offsets = rand(2, 16, 2).with_requires_grad();
        var (tokens, _) = layer.call(ones(2, 96, 16, 16), PointSampling.InitialPoints(4, 16).expand(2, -1, -1), offsets, null);
        (tokens * rand(tokens.shape)).sum().backward();
        Assert.Equal(0, offsets.grad!.abs().max().ToDouble(), 1e-5);
        Assert.True(layer.get_parameter("position_layer.weight")!.grad!.abs().max().ToDouble() > 1e-3);
    }

    [Fact]
    public void Shared_weights_are_one_layer_that_every_iteration_runs()
    {
        using var scope = NewDisposeScope();
        using var model = Wandering(Small with { SharedWeights = true });
        Assert.DoesNotContain(model.state_dict().Keys, key => key.StartsWith("ps_layers.1."));
        var output = model.Look(rand(1, 3, 32, 32));
        Assert.All(Enumerable.Range(1, 3), t => Assert.True((output.Points[t] - output.Points[t - 1]).abs().max().ToDouble() > 1e-3));
        output.Logits.sum().backward();
        Assert.True(Gradient(model, "ps_layers.0.offset_layer.weight") > 0);
    }

    [Fact]
    public void Frozen_points_are_looked_at_again_without_offset_layers()
    {
        using var scope = NewDisposeScope();
        using var model = new PsVitModel(Small.Frozen());
        Assert.DoesNotContain(model.state_dict().Keys, key => key.Contains("offset_layer"));
        var points = model.Look(rand(2, 3, 32, 32)).Points;
        Assert.Equal(0, (points - points[0, 0]).abs().max().ToDouble());
    }

    [Fact]
    public void Four_fixed_shifts_cover_an_even_grid_of_twice_as_many_points_a_side()
    {
        using var scope = NewDisposeScope();
        using var model = new PsVitModel(Small.GoingRound());
        var points = model.Look(rand(1, 3, 32, 32)).Points.reshape(-1, 2).to(float64).data<double>().ToArray();
        var expected = from y in Enumerable.Range(0, 8) from x in Enumerable.Range(0, 8) select (2.0 * y, 2.0 * x);
        Assert.Equal(expected, points.Chunk(2).Select(p => (p[0], p[1])).Order());
    }

    [Fact]
    public void Given_points_take_the_place_of_offsets_in_every_image()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        using var model = Wandering(Small);
        model.eval();
        var images = rand(2, 3, 32, 32);
        var own = model.Look(images);
        var given = model.Look(images, own.Points[.., 0]);
        Assert.Equal(0, (given.Points - own.Points[.., 0].unsqueeze(1)).abs().max().ToDouble());
        Assert.Equal(0, (given.Logits[0] - own.Logits[0]).abs().max().ToDouble(), 1e-5);
        Assert.True((given.Logits[1] - own.Logits[1]).abs().max().ToDouble() > 1e-5);
    }

    [Fact]
    public void A_model_outlives_the_scope_it_was_made_in()
    {
        using var images = rand(1, 3, 32, 32);
        PsVitModel model;
        VitModel vit;
        using (NewDisposeScope()) (model, vit) = (new(Small), new(VitOptions.Like(Small)));
        Assert.Equal([1, 10], model.call(images).shape);
        Assert.Equal([1, 10], vit.call(images).shape);
    }

    [Fact]
    public void A_checkpoint_loads_under_the_authors_names_and_gives_the_same_outputs()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        using var folder = new TemporaryFolder();
        using var trained = Wandering(Small);
        using var fresh = new PsVitModel(Small);
        Checkpoint.WritePyTorch(folder.File("model.pth"), trained.state_dict());
        fresh.load_state_dict(new(Checkpoint.Read(folder.File("model.pth")).Tensors));
        trained.eval();
        fresh.eval();
        var images = rand(2, 3, 32, 32);
        Assert.Equal(0, (trained.call(images) - fresh.call(images)).abs().max().ToDouble());
    }

    [Fact]
    public void A_checkpoint_of_another_model_is_refused_by_name()
    {
        using var scope = NewDisposeScope();
        using var model = new PsVitModel(Small);
        using var wider = new PsVitModel(Small with { Encoder = new(48, 3), Points = 6 });
        using var longer = new PsVitModel(Small with { Iterations = 5 });
        using var vit = new VitModel(VitOptions.Like(Small));
        Assert.Contains("point_coord: expected [1, 16, 2], found [1, 36, 2]", Refusal(wider));
        Assert.Contains("ps_layers.4.position_layer.weight", Refusal(longer));
        Assert.Contains("blocks.0.attn.qkv.weight", Refusal(vit));

        string Refusal(nn.Module other) =>
            Assert.Throws<InvalidOperationException>(() => model.load_state_dict(other.state_dict())).Message;
    }

    [Fact]
    public void Options_that_do_not_hold_together_are_refused_by_name()
    {
        AssertRefused("Iterations: expected 1 to 5", "found 6", Small with { Iterations = 6 });
        AssertRefused("Iterations: expected 1 to 5", "found 9", Small with { Iterations = 9 });
        AssertRefused("Heads: expected a divisor of Width, 96", "found 5", Small with { Encoder = new(96, 5) });
        AssertRefused("Points: expected at least 1", "found 0", Small with { Points = 0 });
        AssertRefused("Shifts: expected one for each of 4 iterations", "found 1", Small with { Shifts = [default] });
        AssertRefused("Dropout: expected a share", "found 1.5", Small with { Encoder = new(96, 3) { Dropout = 1.5 } });
        AssertRefused("Stem.Kernel: expected an odd number", "found 4", Small with { Stem = new() { Kernel = 4 } });
        AssertRefused("ImageSize: expected a size that leaves a feature map", "found 2", Small with { ImageSize = 2 });
        AssertSays("Points: expected a divisor of ImageSize, 32, so that there are as many patches, found 5",
            () => VitOptions.Like(Small with { Points = 5 }));
        AssertSays("PatchSize: expected a divisor of ImageSize, 224, found 15", () => new VitModel(new() { PatchSize = 15 }));
    }

    [Fact]
    public void Images_and_points_of_another_shape_are_refused()
    {
        using var model = new PsVitModel(Small);
        AssertSays("images: expected [B, 3, 32, 32], by the options' ImageSize, found [1, 3, 64, 64]", () => model.call(zeros(1, 3, 64, 64)));
        AssertSays("points: expected [4, 16, 2], found [3, 16, 2]", () => model.Look(zeros(1, 3, 32, 32), zeros(3, 16, 2)));
    }

    /// <summary>A model whose offset layers send points elsewhere.</summary>
    private static PsVitModel Wandering(PsVitOptions options)
    {
        var model = new PsVitModel(options with { Encoder = options.Encoder with { Dropout = 0 } });
        foreach (var (name, parameter) in model.named_parameters())
        {
            if (name.Contains("offset_layer.weight")) nn.init.normal_(parameter, 0, .1);
        }
        return model;
    }

    private static double Gradient(PsVitModel model, string name) => model.get_parameter(name)!.grad!.abs().max().ToDouble();

    private static void AssertRefused(string expected, string found, PsVitOptions options) =>
        Assert.Contains(found, AssertSays(expected, () => new PsVitModel(options)));

    private static string AssertSays(string expected, Func<object> act)
    {
        var message = Assert.Throws<ArgumentException>(act).Message;
        Assert.StartsWith(expected, message);
        return message;
    }
}
