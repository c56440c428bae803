using Fovea.Papers.FocusDetr;
using Fovea.Results;

namespace Fovea.Tests.Papers.FocusDetr;

/// <summary>The committed ledger of Focus-DETR against the models.</summary>
public class FocusDetrLedgerTests
{
    private static readonly string Folder = Path.Combine(Shared.Repository.FullName, "results", "focus-detr");

    [Fact]
    public void Every_computed_number_is_reproduced_comes_near_or_is_a_slip()
    {
        var computed = PaperResults.Load(Folder, [new FocusDetrLedger()]).Judgements
            .Where(judgement => judgement.Claim is { Kind: ClaimKind.Computed, Status: not ClaimStatus.Illegible }).ToList();
        var near = computed.Where(judgement => judgement.Verdict == Verdict.Reproduced && judgement.Reason != "").ToList();
        var odd = computed.Where(judgement => judgement.Verdict is not (Verdict.Reproduced or Verdict.Slip)).ToList();
        Assert.True(odd.Count == 0, string.Join('\n', odd.Select(judgement => $"{judgement.Claim.Cell} {judgement.Claim.Value}: {judgement.Verdict} {judgement.Reason}")));
        Assert.Equal((76, 24, 12), (computed.Count, near.Count, computed.Count(judgement => judgement.Verdict == Verdict.Slip)));
    }

    [Fact]
    public void The_committed_claims_runs_and_tables_hold() =>
        Assert.Empty(new Verification(Folder, new FocusDetrLedger(), _ => { }).RunWithoutExperiments());
}
