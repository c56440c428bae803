using Fovea.Counting;
using Fovea.Data.Scenes;
using Fovea.Detection;
using Fovea.Detection.Queries;
using Fovea.Papers.PnpDetr;
using Fovea.Results;
using Fovea.Tests.Counting;
using Fovea.Tests.Data.Scenes;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Tests.Detection.Queries;

public sealed class QueryDetectorTests : IDisposable
{
    private readonly IDisposable scope = NewDisposeScope();

    public QueryDetectorTests() => manual_seed(1);

    public void Dispose() => scope.Dispose();

    [Fact]
    public void Every_layer_says_ten_classes_and_a_box_of_each_query()
    {
        using var model = new QueryDetector(new());
        var output = model.call(rand(3, 64, 16, 16));
        Assert.Equal([2, 3, 25, 14], output.shape);
        var boxes = output.narrow(-1, 10, 4);
        Assert.True(boxes.min().ToDouble() > 0 && boxes.max().ToDouble() < 1);
    }

    [Fact]
    public void Boxes_begin_on_a_jittered_grid_and_objects_are_rare()
    {
        using var model = new QueryDetector(new());
        var output = model.call(rand(1, 64, 16, 16))[1][0];
        var (x, y) = (output.select(1, 10).reshape(5, 5), output.select(1, 11).reshape(5, 5));
        Assert.True(output.narrow(1, 12, 2).allclose(full(25, 2, .2f), 0, 1e-5));
        var centres = (arange(5, ScalarType.Float32) + .5) / 5;
        Assert.True((x - centres).abs().max().ToDouble() <= .05 + 1e-5);
        Assert.True((y - centres.unsqueeze(1)).abs().max().ToDouble() <= .05 + 1e-5);
        Assert.True((x - centres).abs().max().ToDouble() > .01);
        Assert.InRange(output.narrow(1, 0, 10).sigmoid().mean().ToDouble(), .002, .05);
    }

    [Fact]
    public void Only_features_of_its_size_are_taken()
    {
        using var model = new QueryDetector(new());
        Assert.Contains("expected [B, 64, 16, 16], found [1, 64, 8, 8]", Assert.Throws<ArgumentException>(() => model.call(rand(1, 64, 8, 8))).Message);
        Assert.Contains("a square number", Assert.Throws<ArgumentException>(() => new QueryDetector(new() { Queries = 24 })).Message);
        Assert.Contains("twice the heads", Assert.Throws<ArgumentException>(() => new QueryDetector(new() { Width = 60 })).Message);
    }

    public static TheoryData<string> Trials => new(SceneStudy.Reported(Tier.Full).Select(trial => trial.Label));

    [Theory, MemberData(nameof(Trials))]
    public void It_executes_what_it_states_with_each_sampler(string label)
    {
        using var model = SceneStudy.Reported(Tier.Full).Single(trial => trial.Label == label).Build();
        using var _ = no_grad();
        model.eval();
        var features = rand(2, 64, 16, 16);
        var executed = ExecutedOperators.Of(() => model.call(features));
        var differences = ExecutedCountTests.Differences(Operations.Of(model, 2, 64, 16, 16), executed).ToList();
        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    [Fact]
    public void Three_encoder_layers_and_a_third_decoder_layer_are_counted_too()
    {
        using var model = new QueryDetector(new() { EncoderLayers = 3, DecoderLayers = 3 });
        using var _ = no_grad();
        model.eval();
        var features = rand(2, 64, 16, 16);
        var executed = ExecutedOperators.Of(() => Assert.Equal([3, 2, 25, 14], model.call(features).shape));
        Assert.Empty(ExecutedCountTests.Differences(Operations.Of(model, 2, 64, 16, 16), executed));
    }

    [Fact]
    public void Places_that_are_near_have_embeddings_that_are_alike()
    {
        var sine = new SineEmbedding(32);
        var embedded = sine.call(tensor([0f, 1 / 16f, .5f], [3, 1]));           // [3, 32]
        Assert.Equal([3, 32], embedded.shape);
        var alike = embedded.matmul(embedded.transpose(0, 1)) / 16;
        Assert.Equal(1, alike[0, 0].ToDouble(), 1e-5);
        Assert.InRange(alike[0, 1].ToDouble(), .6, .98);
        Assert.True(alike[0, 2].ToDouble() < alike[0, 1].ToDouble() - .1);
    }

    [Fact]
    public void It_learns_the_objects_of_a_few_scenes()
    {
        var split = DigitScenesTests.Load().Choose;
        using var model = new QueryDetector(new());
        var objective = new QueryObjective(split.Annotations, QueryObjective.Weights);
        using var batch = new FeatureBatches(split, 8).Epoch().First();
        using var optimizer = optim.AdamW(model.parameters(), 2e-3);
        var losses = Enumerable.Range(0, 60).Select(_ =>
        {
            using var step = NewDisposeScope();
            optimizer.zero_grad();
            var (loss, accuracy) = objective.Objective(model.call(batch.Images), batch);
            loss.backward();
            optimizer.step();
            return (Loss: loss.ToDouble(), Accuracy: accuracy.ToDouble());
        }).ToArray();
        Assert.True(losses[^1].Loss < .5 * losses[0].Loss, $"{losses[0]} to {losses[^1]}");
        Assert.True(losses[^1].Accuracy > losses[0].Accuracy + .3, $"{losses[0]} to {losses[^1]}");
    }

    [Fact]
    public void Detections_of_the_truth_itself_are_all_right()
    {
        var split = DigitScenesTests.Load().Choose;
        using var model = new Oracle(split);
        var figures = QueryDetections.Evaluate(model, split, 100);
        Assert.Equal(1, figures.AP, 1e-9);
        Assert.Equal(1, figures.ARs, 1e-9);
    }

    /// <summary>Says of each scene in turn what is in it.</summary>
    private sealed class Oracle(SceneSplit split) : nn.Module<Tensor, Tensor>(nameof(Oracle))
    {
        private int scene;

        public override Tensor forward(Tensor features) => stack([.. Enumerable.Range(0, (int)features.shape[0]).Select(_ =>
        {
            var said = zeros(8, 14);
            said.narrow(1, 0, 10).sub_(9);
            foreach (var (query, digit) in split.Scenes[scene++].Digits.Index())
            {
                said[query, digit.Digit] = 9;
                var box = digit.Box;
                foreach (var (k, value) in new[] { box.X + box.Width / 2, box.Y + box.Height / 2, box.Width, box.Height }.Index())
                    said[query, 10 + k] = value / Scene.Side;
            }
            return said;
        })]).unsqueeze(0);
    }
}
