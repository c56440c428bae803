using Fovea.Results;

namespace Fovea.Tests.Papers.PnpDetr;

/// <summary>The runs of the paper's studies that are committed.</summary>
internal static class Committed
{
    /// <summary>The log; the test is skipped where it has no run of an experiment at full tier.</summary>
    public static RunLogContents Runs(string experiment)
    {
        var runs = new RunLog(Path.Combine(Shared.Repository.FullName, "results", "pnp-detr", PaperResults.RunsFile)).Read();
        Assert.SkipUnless(runs.Runs.Any(run => run.Experiment == experiment && run.Tier == Tier.Full),
            $"results/pnp-detr/{PaperResults.RunsFile} has no full run of {experiment}: lib/fovea train pnp-detr makes them");
        return runs;
    }
}
