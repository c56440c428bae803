using Fovea.Papers.StochasticSampling;
using Fovea.Results;

namespace Fovea.Tests.Papers.StochasticSampling;

/// <summary>The committed ledger of the paper against the backbones.</summary>
public class StochasticSamplingLedgerTests
{
    private static readonly string Folder = Path.Combine(Shared.Repository.FullName, "results", "stochastic-sampling");

    [Fact]
    public void Every_computed_number_is_reproduced_to_the_printed_digit_or_is_one_of_two_slips()
    {
        var computed = PaperResults.Load(Folder, [new StochasticSamplingLedger()]).Judgements.Where(judgement => judgement.Claim.Kind == ClaimKind.Computed).ToList();
        Assert.Equal(35, computed.Count);
        Assert.Equal(["0.66 is 0.65", "0.79 is 0.70"], computed.Where(judgement => judgement.Verdict == Verdict.Slip)
            .Select(judgement => $"{ResultTables.Number(judgement.Claim.Value)} is {ResultTables.Number(judgement.Ours)}"));
        Assert.Equal(33, computed.Count(judgement => judgement.Verdict == Verdict.Reproduced));
    }

    [Fact]
    public void The_committed_claims_runs_and_tables_hold() =>
        Assert.Empty(new Verification(Folder, new StochasticSamplingLedger(), _ => { }).RunWithoutExperiments());
}
