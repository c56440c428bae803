using Fovea.Counting;
using Fovea.Papers.AcrossPapers;
using Fovea.Papers.PnpDetr;
using Fovea.Papers.StochasticSampling;
using Fovea.Results;

namespace Fovea.Tests.Papers.AcrossPapers;

/// <summary>The models of all papers, counted by the rules of all.</summary>
public class PaperModelsTests
{
    private static readonly Lazy<Dictionary<string, Operations>> Counted =
        new(() => PaperModels.All.ToDictionary(model => model.Name, model => model.Count()));

    private static double Cost(string name, Convention rule) => Counted.Value[name].Cost(rule) / 1e9;

    [Fact]
    public void Every_paper_has_models_and_every_rule_finds_something_in_each()
    {
        Assert.Equal(PaperLedgers.All.Select(ledger => ledger.Paper).Order(), PaperModels.All.Select(model => model.Paper).Distinct().Order());
        Assert.All(PaperModels.All, model => Assert.All(Conventions.All, rule => Assert.True(Cost(model.Name, rule) > 0, $"{model.Name}, {rule.Name}")));
    }

    [Fact]
    public void What_a_model_is_set_against_is_a_dense_one_of_the_same_paper() =>
        Assert.All(PaperModels.All.Where(model => model.Dense is not null), model =>
        {
            var dense = Assert.Single(PaperModels.All, other => other.Name == model.Dense);
            Assert.Equal((model.Paper, null), (dense.Paper, dense.Dense));
        });

    [Fact]
    public void The_papers_own_rules_find_what_their_ledgers_do()
    {
        decimal Ledger(string paper, string table, string row, string column) =>
            PaperLedgers.All.Single(ledger => ledger.Paper == paper).Computed[new(table, row, column)]();
        Assert.Equal((double)Ledger("ps-vit", "3", "PS-ViT-B/14", "FLOPs (B)"), Cost("PS-ViT-B/14", Conventions.PsVit), 1e-9);
        Assert.Equal((double)Ledger("stochastic-sampling", "1", "Uniform Sampling(1000 px)", "GFLOPs"), Cost("ResNet-101", Conventions.StochasticSampling), 1e-9);
        Assert.Equal((double)Ledger("focus-detr", "1", "Sparse DETR (α=0.3)", "GFLOPs"), Cost("Sparse DETR, keeps 0.3", Conventions.SparseDetr), 1e-9);
        var extractor = Counted.Value["learned, sampled"].Where(op => op.Where.StartsWith("extractor", StringComparison.Ordinal)).Sum(Conventions.RegionFeatures.Cost);
        Assert.Equal((double)Ledger("region-features", "1", "sum", "efficient (G)"), extractor / 1e9, 1e-9);
        var half = SamplingCost.At(BackboneOptions.R101 with { Sampling = new() }, SamplingCost.CocoImage(1000), .5);
        Assert.Equal(half / 1e9, Cost("ResNet-101, 50% sampled", Conventions.StochasticSampling), 1e-9);
        var transformer = TransformerFlops.Of(50, 67, 1.0 / 3, 240).Total;
        Assert.Equal(transformer, Counted.Value["PnP-DETR-DC5, α = 1/3"].Where(op => op.Where.StartsWith("transformer", StringComparison.Ordinal)).Sum(Conventions.PnpDetr.Cost), 1);
    }

    [Fact]
    public void Rules_and_kinds_of_operations_have_names_for_readers()
    {
        Assert.Equal(Conventions.All.Count, Conventions.All.Select(rule => rule.Title).Distinct().Count());
        var words = Enum.GetValues<OpKind>().Select(kind => kind.Words()).ToArray();
        Assert.Equal(words.Distinct(), words);
    }
}
