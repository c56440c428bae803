using Fovea.Runner.Notebooks;

namespace Fovea.Runner.Export;

/// <summary>What a reader wants to know of a run first.</summary>
internal static class RunSummary
{
    /// <summary>From best to worst; a run is as good as its worst code cell.</summary>
    private static readonly CellStatus[] Severity =
        [CellStatus.Succeeded, CellStatus.NotRun, CellStatus.Cancelled, CellStatus.TimedOut, CellStatus.Failed];

    extension(CellRun cell)
    {
        /// <summary>True for text that is read, false for whatever runs.</summary>
        public bool IsProse => cell.Cell.Kernel is "markdown" or "raw";

        /// <summary>Outputs but for those that a page would show as the source once more: diagrams are not drawn.</summary>
        public IEnumerable<CellOutput> ShownOutputs =>
            cell.Cell.Kernel == "mermaid" ? cell.Outputs.Where(o => o is not DisplayOutput) : cell.Outputs;
    }

    extension(NotebookRun run)
    {
        public IEnumerable<(int Index, CellRun Cell)> CodeCells => run.Cells.Index().Where(c => !c.Item.IsProse);

        public CellStatus Status => run.CodeCells
            .Select(c => c.Cell.Status).DefaultIfEmpty(CellStatus.Succeeded)
            .MaxBy(s => Array.IndexOf(Severity, s));

        /// <summary>The notebook's file name: its directory differs between machines.</summary>
        public string FileName => Path.GetFileName(run.Path);

        /// <summary>Parameters by name, in an order that does not depend on how they were given.</summary>
        public IEnumerable<KeyValuePair<string, string>> OrderedParameters =>
            run.Parameters.OrderBy(p => p.Key, StringComparer.Ordinal);
    }

    extension(CellStatus status)
    {
        /// <summary>The status in words.</summary>
        public string Words => status switch
        {
            CellStatus.NotRun => "not run",
            CellStatus.Succeeded => "succeeded",
            CellStatus.Failed => "failed",
            CellStatus.TimedOut => "timed out",
            CellStatus.Cancelled => "cancelled",
            _ => throw new ArgumentOutOfRangeException(nameof(status), status, null),
        };

        /// <summary>The status as a CSS class.</summary>
        public string CssClass => status.Words.Replace(' ', '-');
    }
}
