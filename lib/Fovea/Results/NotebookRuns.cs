using System.Text.Json.Nodes;

namespace Fovea.Results;

/// <summary>How long the notebooks take and how much memory, as <c>lib/fovea run --record</c> adds to <c>results/workbook/runs.jsonl</c>.</summary>
public static class NotebookRuns
{
    /// <summary>The folder under <c>results/</c>; it is no paper.</summary>
    public const string Folder = "workbook";

    /// <summary>The metric that says how many bytes the checkout had on disk, without the history, when the notebook had ended.</summary>
    public const string DiskBytes = "diskBytes";

    private const string Experiment = "notebook";

    /// <summary>A run of a notebook from its first cell to its last, in a process of its own on the CPU.</summary>
    /// <param name="notebook">Its name without folder and extension: <c>30-ps-vit</c>.</param>
    /// <param name="tier">The scale.</param>
    /// <param name="cells">Code cells that ran.</param>
    /// <param name="time">From the start of the process to its end.</param>
    /// <param name="peakMemoryBytes">Largest resident memory of the process.</param>
    /// <param name="diskBytes">Of the checkout with what the set-up built, the notebooks fetched and wrote, and without the history.</param>
    public static RunRecord Of(string notebook, Tier tier, int cells, TimeSpan time, long peakMemoryBytes, long diskBytes)
    {
        var provenance = Provenance.Capture();
        return new()
        {
            Experiment = Experiment,
            Configuration = Configuration(notebook),
            Seed = 0,
            Tier = tier,
            Metrics = new Dictionary<string, double> { ["cells"] = cells, [DiskBytes] = diskBytes },
            Seconds = Math.Round(time.TotalSeconds, 3),
            PeakMemoryBytes = peakMemoryBytes,
            Device = Provenance.Describe(TorchSharp.torch.CPU),
            Versions = provenance.Versions,
            Commit = provenance.Commit,
            Dirty = provenance.Dirty,
            Data = new Dictionary<string, string>(),
            Started = DateTimeOffset.UtcNow - time,
        };
    }

    /// <summary>The latest recorded run of a notebook at a tier; null where there is none.</summary>
    public static RunRecord? Latest(RunLogContents log, string notebook, Tier tier) =>
        RunSeries.Of(log.Runs, new RunQuery(Experiment, Configuration(notebook), "cells"), tier).Runs.LastOrDefault();

    private static JsonObject Configuration(string notebook) => new() { ["notebook"] = notebook };
}
