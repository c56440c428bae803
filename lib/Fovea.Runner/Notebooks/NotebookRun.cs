namespace Fovea.Runner.Notebooks;

/// <summary>How a cell ended.</summary>
public enum CellStatus { NotRun, Succeeded, Failed, TimedOut, Cancelled }

/// <summary>One run of a notebook: what every cell left behind, whole even if the process did not survive.</summary>
/// <param name="Path">The notebook's file.</param>
/// <param name="Title">First heading of the notebook, or its file name.</param>
/// <param name="Parameters">Parameters given from outside, by name.</param>
/// <param name="Cells">Every cell of the notebook in order, run or not.</param>
/// <param name="Elapsed">Wall time from the start of the child process to its end.</param>
/// <param name="PeakMemoryBytes">Peak resident memory of the child process; 0 where unknown.</param>
public sealed record NotebookRun(
    string Path,
    string Title,
    IReadOnlyDictionary<string, string> Parameters,
    IReadOnlyList<CellRun> Cells,
    TimeSpan Elapsed,
    long PeakMemoryBytes);

/// <summary>One cell and what it left behind.</summary>
/// <param name="ExecutionCount">One-based count among executed code cells; null for prose and for cells not run.</param>
public sealed record CellRun(
    Cell Cell,
    CellStatus Status,
    int? ExecutionCount,
    IReadOnlyList<CellOutput> Outputs,
    TimeSpan Elapsed);

/// <summary>One output of a cell; an update in place replaces it before the run is handed over.</summary>
public abstract record CellOutput;

/// <summary>Text written to a console stream; adjacent writes to one stream are one output.</summary>
/// <param name="Name"><c>stdout</c> or <c>stderr</c>.</param>
public sealed record StreamOutput(string Name, string Text) : CellOutput;

/// <summary>A displayed value, as one or more MIME representations.</summary>
/// <param name="IsResult">True for the value of a cell's trailing expression.</param>
public sealed record DisplayOutput(IReadOnlyDictionary<string, string> Data, bool IsResult) : CellOutput;

/// <summary>A compile or run-time error, already short and pointing at <c>notebook.dib:line</c>.</summary>
/// <param name="Name">Exception type or compiler code.</param>
/// <param name="Message">One line for a reader.</param>
/// <param name="Traceback">Lines worth reading, innermost first; may be empty.</param>
public sealed record ErrorOutput(string Name, string Message, IReadOnlyList<string> Traceback) : CellOutput;
