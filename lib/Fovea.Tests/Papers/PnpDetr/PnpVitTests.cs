using Fovea.Counting;
using Fovea.Data;
using Fovea.Papers.PnpDetr;
using Fovea.Results;
using Fovea.Tests.Counting;
using Fovea.Tests.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Tests.Papers.PnpDetr;

/// <summary>The ViT with a sampler, and its trials.</summary>
public class PnpVitTests
{
    public static TheoryData<string, CifarView> Trials => new(PnpVitStudy.Reported(Tier.Smoke).Select(trial => (trial.Label, trial.View)));

    [Theory, MemberData(nameof(Trials))]
    public void A_model_executes_what_it_states(string label, CifarView view)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        using var model = PnpVitStudy.Reported(Tier.Smoke).Single(trial => (trial.Label, trial.View) == (label, view)).Build();
        model.eval();
        var side = view == CifarView.Plain ? 32 : 64;
        var images = randn(2, 3, side, side);
        var executed = ExecutedOperators.Of(() => Assert.Equal([2, 10], model.call(images).shape));
        Assert.Empty(ExecutedCountTests.Differences(Operations.Of(model, images.shape), executed));
    }

    /// <summary>By the reading of Table 4 that <see cref="VitFlops"/> has, on the model itself: products but those of attention, without the extractor.</summary>
    [Theory]
    [InlineData(.7)]
    [InlineData(.5)]
    [InlineData(.33)]
    [InlineData(.25)]
    [InlineData(.2)]
    public void The_papers_model_costs_what_Table_4_has(double alpha)
    {
        using var model = Blueprint.Of(() => new PnpVit(new(), nn.Conv2d(3, 1024, 16, stride: 16)));
        model.Sampler!.Alpha = (Math.Ceiling(196 * alpha) + .5) / 196;
        var cost = Operations.Of(model, 1, 3, 224, 224)
            .Where(op => op.Where != "extractor" && op.Where != "head" && !(op.Kind == OpKind.MatmulMac && op.Where.StartsWith("blocks", StringComparison.Ordinal)))
            .Where(op => op.Kind is OpKind.ConvMac or OpKind.LinearMac or OpKind.MatmulMac).Sum(op => op.Amount);
        Assert.Equal(VitFlops.Of(alpha), cost);
    }

    [Fact]
    public void One_model_classifies_at_any_alpha_and_tells_what_it_sampled()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        using var model = PnpVitStudy.Poll(CifarView.Plain, Tier.Smoke).Build();
        model.eval();
        var images = randn(3, 3, 32, 32);
        foreach (var (alpha, fine) in new[] { (1.0, 64), (.5, 32), (.2, 12) })
        {
            model.Sampler!.Alpha = alpha;
            var (logits, set) = model.Look(images);
            Assert.Equal([3, 10], logits.shape);
            Assert.Equal((fine, 4), (set!.Fine, set.Coarse));
            Assert.Equal([3, 8, 8], set.Density().shape);
        }
    }

    [Fact]
    public void Random_tokens_are_the_same_of_the_same_image()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        using var model = PnpVitStudy.Random(CifarView.Plain, Tier.Smoke).Build();
        model.eval();
        var images = randn(2, 3, 32, 32);
        var (one, other) = (model.Look(images).Set!, model.Look(images.flip(0)).Set!);
        Assert.Equal(Maps.Numbers(one.Indices!), Maps.Numbers(other.Indices!.flip(0)));
        Assert.NotEqual(Maps.Numbers(one.Indices![0]), Maps.Numbers(one.Indices![1]));
    }

    [Fact]
    public void Gradients_reach_every_parameter()
    {
        using var scope = NewDisposeScope();
        using var model = PnpVitStudy.Poll(CifarView.Cluttered, Tier.Smoke).Build();
        model.call(randn(2, 3, 64, 64)).pow(2).sum().backward();
        Assert.All(model.named_parameters(), entry => Assert.True(entry.parameter.grad is { } grad && grad.abs().sum().ToDouble() > 0, entry.name));
    }

    [Fact]
    public void No_configuration_is_trained_twice()
    {
        var trials = PnpVitStudy.Reported(Tier.Full).Concat(PnpVitStudy.Choosing(Tier.Full)).ToList();
        Assert.Equal(trials.Count, trials.Select(trial => (trial.Experiment, CanonicalJson.Hash(trial.Configuration))).Distinct().Count());
    }

    [Fact]
    public void An_extractor_of_another_map_is_refused()
    {
        using var scope = NewDisposeScope();
        using var model = PnpVitStudy.Vit(CifarView.Plain, Tier.Smoke).Build();
        Assert.StartsWith("extractor: expected a map of 8 x 8", Assert.Throws<ArgumentException>(() => model.call(randn(1, 3, 64, 64))).Message);
    }

    [Fact]
    public void A_trial_measures_every_alpha()
    {
        Assert.SkipUnless(DataCache.Default.Has(Catalog.Default["cifar10"]), "needs CIFAR-10: lib/fovea data cifar10");
        using var folder = new TemporaryFolder();
        var cifar = Cifar10.Load(TestContext.Current.CancellationToken);
        var trained = (PnpVitStudy.Poll(CifarView.Cluttered, Tier.Smoke).Run(cifar, 0) with { Folder = folder.Path }).Train(TestContext.Current.CancellationToken);
        using var _ = trained.Model;
        string[] expected =
        [
            "choose_top1", "loss", "mflops", "on_image", "top1", "top5",
            .. PnpVitTrial.TestedAlphas.Select(PnpVitTrial.Top1At), .. PnpVitTrial.TestedAlphas.Select(PnpVitTrial.FlopsAt),
        ];
        Assert.Equal(expected.Order(StringComparer.Ordinal), trained.Record.Metrics.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(trained.Record.Metrics["top1"], trained.Record.Metrics["top1@0.33"]);
        Assert.True(trained.Record.Metrics["mflops@0.2"] < trained.Record.Metrics["mflops@0.7"]);
        Assert.InRange(trained.Record.Metrics["on_image"], 0, 100);
    }
}
