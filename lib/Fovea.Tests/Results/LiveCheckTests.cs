using Fovea.Results;

namespace Fovea.Tests.Results;

/// <summary>What a repetition of the committed live experiments would show.</summary>
public class LiveCheckTests
{
    public static TheoryData<string, int> Experiments =>
        [.. PaperLedgers.All.SelectMany(ledger => Enumerable.Range(0, ledger.LiveExperiments.Count).Select(i => (ledger.Paper, i)))];

    [Theory]
    [MemberData(nameof(Experiments))]
    public void A_model_that_has_learnt_nothing_does_not_pass_for_the_committed_one(string paper, int experiment)
    {
        var check = new LiveCheck(paper, PaperLedgers.All.Single(ledger => ledger.Paper == paper).LiveExperiments[experiment], ResultsFolder.Runs(paper).Read().Runs);
        var committed = check.Committed!;
        Assert.Empty(check.Compare(committed, committed.Metrics));

        var checkable = committed.Metrics.Keys.Except(check.NotCheckable(committed)).Where(metric => committed.Metrics[metric] != 0).ToArray();
        Assert.NotEmpty(checkable);
        string[] accuracies = [.. new[] { "ap", "top1" }.Where(committed.Metrics.ContainsKey)];
        Assert.NotEmpty(accuracies);
        Assert.All(checkable.Union(accuracies), metric =>
            Assert.Contains($" {metric}", Assert.Single(check.Compare(committed, new Dictionary<string, double>(committed.Metrics) { [metric] = 0 })).Where));
    }
}
