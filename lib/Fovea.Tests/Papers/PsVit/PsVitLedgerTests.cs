using Fovea.Papers.PsVit;
using Fovea.Results;

namespace Fovea.Tests.Papers.PsVit;

/// <summary>The committed ledger of PS-ViT against the models.</summary>
public class PsVitLedgerTests
{
    private static readonly string Folder = Path.Combine(Shared.Repository.FullName, "results", "ps-vit");

    [Fact]
    public void Every_computed_number_is_reproduced_to_the_printed_digit_or_is_one_of_four_slips()
    {
        var computed = PaperResults.Load(Folder, [new PsVitLedger()]).Judgements.Where(judgement => judgement.Claim.Kind == ClaimKind.Computed).ToList();
        Assert.Equal(69, computed.Count);
        Assert.Equal(
            ["2 PS-ViT-Ti #params (M) 4.7 4.8", "2 PS-ViT-Ti† #params (M) 3.6 3.7", "3 ViT-B/16 Params (M) 86.4 86.9", "3 DeiT-B Params (M) 86.4 86.6"],
            computed.Where(judgement => judgement.Verdict == Verdict.Slip)
                .Select(judgement => $"{judgement.Claim.Cell.Table} {judgement.Claim.Cell.Row} {judgement.Claim.Cell.Column} {ResultTables.Number(judgement.Claim.Value)} {ResultTables.Number(judgement.Ours)}"));
        Assert.Equal(65, computed.Count(judgement => judgement.Verdict == Verdict.Reproduced));
    }

    [Theory]
    [InlineData(86_567_656, 1 + (14 * 14))] // DeiT-B
    [InlineData(86_859_496, 1 + (24 * 24))] // ViT-B/16 at 384 pixels
    public void The_parameters_printed_for_the_large_models_leave_out_their_position_embeddings(int parameters, int tokens) =>
        Assert.Equal(86.4m, Judge.HalfUp((parameters - (768 * tokens)) / 1e6m, 1));

    [Fact]
    public void The_committed_claims_runs_and_tables_hold() =>
        Assert.Empty(new Verification(Folder, new PsVitLedger(), _ => { }).RunWithoutExperiments());
}
