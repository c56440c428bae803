using Fovea.Counting;
using Fovea.Data;
using Fovea.Papers.PsVit;
using Fovea.Results;

namespace Fovea.Tests.Papers.PsVit;

public class CifarStudyTests
{
    private static readonly string Folder = Path.Combine(Shared.Repository.FullName, "results", "ps-vit");

    [Fact]
    public void No_configuration_is_trained_twice_and_every_one_builds()
    {
        var trials = CifarStudy.Reported(Tier.Full);
        Assert.Equal(trials.Count, trials.Select(trial => CanonicalJson.Hash(trial.Configuration)).Distinct().Count());
        foreach (var trial in trials)
        {
            using var blueprint = Blueprint.Of(trial.Architecture.Build);
            var size = trial.View == CifarView.Plain ? 32 : 64;
            Assert.Equal(size, trial.Architecture.ImageSize);
            Assert.True(Operations.Of(blueprint, 1, 3, size, size).Cost(Conventions.PsVit) > 0);
        }
    }

    [Fact]
    public void Every_small_trial_that_a_claim_asks_for_is_one_of_the_study()
    {
        var ledger = new PsVitLedger();
        var known = CifarStudy.Reported(Tier.Full).Select(trial => CanonicalJson.Hash(trial.Configuration)).ToHashSet();
        var asked = PaperResults.Load(Folder, [ledger]).Claims.Where(claim => claim.Kind == ClaimKind.Measured)
            .Select(claim => ledger.Measured(claim.Cell, Tier.Full)).OfType<RunQuery>().Where(query => query.Experiment == CifarTrial.Reported).ToList();
        Assert.All(asked, query => Assert.Contains(CanonicalJson.Hash(query.Configuration), known));
        Assert.Equal(36, asked.Count); // top-1 and top-5 of 5 n, 5 N, 2 models of Table 7 and 6 of Table 8
    }

    [Fact]
    public void The_learning_rate_of_every_trial_is_the_best_on_the_choose_split()
    {
        var runs = PaperResults.Load(Folder, [new PsVitLedger()]).Runs;
        foreach (var candidates in CifarStudy.Choosing(Tier.Full).GroupBy(trial => trial.Label))
        {
            var best = candidates.MaxBy(trial => runs.Values(trial.Query("choose_top1"), Tier.Full).Values.Average())!;
            Assert.All(CifarStudy.Reported(Tier.Full).Where(trial => trial.Architecture.Options.GetType() == best.Architecture.Options.GetType()),
                trial => Assert.Equal(best.LearningRate, trial.LearningRate));
        }
    }

    [Fact]
    public void The_whole_grid_is_committed_with_three_seeds_of_clean_commits()
    {
        var runs = PaperResults.Load(Folder, [new PsVitLedger()]).Runs;
        foreach (var trial in CifarStudy.Reported(Tier.Full))
            Assert.True(runs.Values(trial.Query("top1"), Tier.Full).Count >= 3, $"{trial.View} {trial.Label}");
        Assert.All(runs.Runs, run => Assert.False(run.Dirty));
    }
}
