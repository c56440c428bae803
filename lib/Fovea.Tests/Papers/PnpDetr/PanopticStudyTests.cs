using Fovea.Counting;
using Fovea.Data;
using Fovea.Data.Scenes;
using Fovea.Detection;
using Fovea.Detection.Queries;
using Fovea.Papers.PnpDetr;
using Fovea.Results;
using Fovea.Tests.Counting;
using Fovea.Tests.Data.Scenes;
using Fovea.Tests.Training;
using Fovea.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Tests.Papers.PnpDetr;

/// <summary>The panoptic trials on Digit Scenes: what the dense head reads, and how its pixels become segments.</summary>
public sealed class PanopticStudyTests : IDisposable
{
    private const double Third = 1.0 / 3;

    private static readonly QueryDetectorOptions Options = new();

    private readonly TemporaryFolder folder = new();
    private readonly IDisposable scope = NewDisposeScope();

    public PanopticStudyTests() => manual_seed(3);

    public void Dispose()
    {
        scope.Dispose();
        folder.Dispose();
    }

    public static TheoryData<string> Labels => new(PanopticStudy.Reported(Tier.Full).Select(trial => trial.Label));

    [Theory, MemberData(nameof(Labels))]
    public void A_trials_model_executes_what_it_states(string label)
    {
        using var _ = no_grad();
        using var model = PanopticStudy.Reported(Tier.Full).Single(trial => trial.Label == label).Build();
        model.eval();
        var features = rand(1, 64, 16, 16);
        long[] shape = [];
        var executed = ExecutedOperators.Of(() => shape = model.call(features).shape);
        var differences = ExecutedCountTests.Differences(Operations.Of(model, features.shape), executed);
        Assert.True(!differences.Any(), string.Join('\n', differences));
        Assert.Equal([1, 2 * 25 * 14 + (64 + 10) * 16 * 16], shape);
    }

    [Fact]
    public void No_configuration_is_trained_twice_and_fewer_tokens_cost_less()
    {
        var trials = PanopticStudy.Reported(Tier.Full);
        Assert.Equal(trials.Count, trials.Select(trial => CanonicalJson.Hash(trial.Configuration)).Distinct().Count());
        Assert.Equal(trials.Count, trials.Select(trial => trial.Label).Distinct().Count());
        var flops = PanopticStudy.Alphas.Select(alpha => PanopticTrial.Flops(PanopticStudy.Panoptic(alpha, Tier.Full).Build())).ToArray();
        Assert.Equal(flops.OrderDescending(), flops);
    }

    [Theory]
    [InlineData(DenseSource.Encoded)]
    [InlineData(DenseSource.Backbone)]
    public void The_dense_head_sees_other_locations_only_by_way_of_the_encoder(DenseSource source)
    {
        using var _ = no_grad();
        using var model = new PanopticDetector(Options, PanopticStudy.Panoptic(Third, Tier.Full).Sampler, source);
        model.eval();
        var features = rand(1, 64, 16, 16);
        var moved = features.clone();
        moved[0, TensorIndex.Colon, 5, 7] = moved[0, TensorIndex.Colon, 5, 7] * 2;
        Tensor Photos(Tensor of) => PanopticOutput.Read(model.call(of), Options).Photos;
        var changed = (Photos(features) - Photos(moved)).abs().amax([0, 1]).gt(1e-5);       // [H, W]
        Assert.True(changed[5, 7].ToBoolean());
        if (source == DenseSource.Backbone) Assert.Equal(1, changed.sum().ToInt64());
        else Assert.True(changed.sum().ToInt64() > 128);
    }

    [Fact]
    public void Without_coarse_tokens_the_head_knows_nothing_of_the_other_locations()
    {
        using var _ = no_grad();
        var sampler = PanopticStudy.WithoutPool(.2, Tier.Full).Sampler;
        using var model = new PanopticDetector(Options, sampler, DenseSource.Encoded);
        model.eval();
        var photos = PanopticOutput.Read(model.call(rand(1, 64, 16, 16)), Options).Photos.flatten(2)[0].transpose(0, 1);     // [H W, 10]
        var alike = (photos.unsqueeze(0) - photos.unsqueeze(1)).abs().amax([-1]).lt(1e-5).sum(dim: 1);      // how many locations say the same
        Assert.Equal(256 - 51, alike.max().ToInt64());
        Assert.Equal(51, alike.eq(1).sum().ToInt64());
    }

    [Fact]
    public void The_pool_sampler_learns_from_the_dense_head_by_way_of_the_reverse_projection()
    {
        using var model = PanopticStudy.Panoptic(.2, Tier.Full).Build();
        model.train();
        PanopticOutput.Read(model.call(rand(2, 64, 16, 16)), Options).Strokes.sum().backward();
        Assert.True(model.Penalty!.ToDouble() > 0);
        var keys = model.named_parameters().Single(one => one.name == "sampler.k_proj.weight").parameter;
        Assert.True(keys.grad!.abs().sum().ToDouble() > 0);
    }

    [Fact]
    public void A_joined_output_is_taken_apart_into_pixels_of_their_locations()
    {
        var queries = rand(2, 3, 25, 14);
        var dense = rand(3, 74, 16, 16);
        var read = PanopticOutput.Read(PanopticOutput.Join(queries, dense), Options);
        Assert.True(read.Queries.Equals(queries));
        Assert.True(read.Photos.Equals(dense.narrow(1, 64, 10)));
        Assert.Equal([3, 128, 128], read.Strokes.shape);
        // Pixel (43, 21): row 3 of location row 5, column 5 of location column 2.
        Assert.Equal(dense[1, 3 * 8 + 5, 5, 2].ToSingle(), read.Strokes[1, 43, 21].ToSingle());
    }

    [Fact]
    public void What_is_annotated_comes_back_but_for_pixels_where_boxes_meet()
    {
        var split = DigitScenesTests.Load().Choose;
        var quality = new PanopticQuality(split.Panoptic.Categories);
        foreach (var (index, map) in PanopticScenes.Segments(Perfect(split, 100)).Index())
            quality.Add(PanopticScenes.Truth(split, index), map);
        Assert.Equal(1, quality.Stuff.PQ, 1e-3);
        Assert.InRange(quality.Things.PQ, .97, 1);
        Assert.Equal(1, quality.Things.RQ, 1e-2);
    }

    [Fact]
    public void The_photographs_class_is_what_the_locations_say_together()
    {
        var perfect = Perfect(DigitScenesTests.Load().Choose, 1);
        perfect.Photos.zero_();
        perfect.Photos[0, 3].narrow(0, 0, 12).fill_(1);                                     // a mean of .75
        perfect.Photos[0, 5].narrow(0, 12, 4).fill_(2.5);                                   // a mean of .625, though surer
        Assert.Equal(Mnist.Classes.Count + 3, PanopticScenes.Segments(perfect)[0].Segments[0].CategoryId);
    }

    [Fact]
    public void The_surer_query_goes_first_and_a_second_of_the_same_digit_finds_nothing()
    {
        var split = DigitScenesTests.Load().Choose;
        var truth = PanopticScenes.Truth(split, 0);
        var perfect = Perfect(split, 1);
        var digits = split.Scenes[0].Digits.Length;
        perfect.Queries[0, 0, digits] = perfect.Queries[0, 0, 0] - .1;                      // the same box, less sure
        Assert.Equal(digits + 1, PanopticScenes.Segments(perfect)[0].Segments.Count);
        perfect.Queries[0, 0, TensorIndex.Colon, TensorIndex.Slice(0, 10)] = -1.0;          // sigmoid(-1) = .27
        var bare = Assert.Single(PanopticScenes.Segments(perfect)[0].Segments);
        Assert.Equal((Mnist.Classes.Count + split.Scenes[0].Background, Scene.Side * Scene.Side), (bare.CategoryId, (int)bare.Area));
    }

    [Fact]
    public void A_perfect_output_has_next_to_no_loss_and_each_of_its_parts_counts()
    {
        var split = DigitScenesTests.Load().Choose;
        var perfect = Perfect(split, 4);
        var batch = new FeatureBatches(split, 4, count: 4).Epoch().Single();
        double Loss(PanopticOutput output, DenseWeights weights) => new PanopticObjective(split, Options, weights)
            .Objective(Joined(output), batch).Loss.ToDouble();
        var none = Loss(perfect, new(0, 0, 0));
        Assert.InRange(Loss(perfect, new(1, 1, 1)) - none, 0, .01);
        var blank = perfect with { Strokes = perfect.Strokes.zeros_like(), Photos = perfect.Photos.zeros_like() };
        Assert.Equal(Math.Log(2), Loss(blank, new(1, 0, 0)) - none, 1e-4);
        Assert.InRange(Loss(blank, new(0, 1, 0)) - none, .7, 1);                            // digits are a small part of a scene
        Assert.Equal(Math.Log(10), Loss(blank, new(0, 0, 1)) - none, 1e-4);
    }

    [Fact]
    public void A_trial_goes_from_training_to_metrics_and_on_from_where_it_was_stopped()
    {
        var scenes = DigitScenesTests.Load();
        var trial = PanopticStudy.Panoptic(Third, Tier.Smoke);
        TrainingRun<PanopticDetector> Run(string name) => trial.Run(scenes, seed: 1) with { Folder = folder.File(name), SaveEvery = TimeSpan.Zero };
        var whole = Run("whole").Train();
        Assert.ThrowsAny<OperationCanceledException>(() => Run("parts").Train(new(canceled: true)));
        Assert.Equal(PatchRun.Bits(whole), PatchRun.Bits(Run("parts").Train()));
        string[] expected = ["pq", "pqThings", "sqThings", "rqThings", "pqStuff", "choosePq", "choosePqThings", "choosePqStuff", "mflops"];
        Assert.Equal(expected.Order(), whole.Record.Metrics.Keys.Order());
    }

    [Fact]
    public void The_whole_grid_is_committed_with_three_seeds()
    {
        var runs = Committed.Runs(PanopticTrial.Experiment);
        foreach (var trial in PanopticStudy.Reported(Tier.Full))
            Assert.True(runs.Values(trial.Query("pq"), Tier.Full).Count >= 3, trial.Label);
    }

    /// <summary>What a model would say that knows the first scenes of a split, in one layer.</summary>
    private static PanopticOutput Perfect(SceneSplit split, int count)
    {
        const float sure = 12;
        var queries = full(1, count, Options.Queries, 14, .5f);
        queries[0, TensorIndex.Colon, TensorIndex.Colon, TensorIndex.Slice(0, 10)] = -sure;
        var photos = full(count, 10, 16, 16, -sure);
        var strokes = full(count, Scene.Side, Scene.Side, -sure);
        for (var i = 0; i < count; i++)
        {
            var scene = split.Scenes[i];
            photos[i, scene.Background] = sure;
            var segments = split.SegmentsOf(i);
            strokes[i] = tensor(segments.Cast<int>().Select(segment => segment > 1 ? sure : -sure).ToArray(), [Scene.Side, Scene.Side]);
            foreach (var (k, digit) in scene.Digits.Index())
            {
                float[] box = [digit.Left + digit.Width / 2f, digit.Top + digit.Height / 2f, digit.Width, digit.Height];
                queries[0, i, k, TensorIndex.Slice(10, 14)] = tensor(box) / Scene.Side;
                queries[0, i, k, digit.Digit] = sure;
            }
        }
        return new(queries, strokes, photos);
    }

    // As a model of two layers gives it, which say the same.
    private static Tensor Joined(PanopticOutput output)
    {
        var pixels = output.Strokes.reshape(-1, 16, 8, 16, 8).permute(0, 2, 4, 1, 3).reshape(-1, 64, 16, 16);
        return PanopticOutput.Join(cat([output.Queries, output.Queries], 0), cat([pixels, output.Photos], 1));
    }
}
