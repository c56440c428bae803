using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fovea.Hosting;

/// <summary>What the child process is to do with one notebook: the first line it reads from its pipe.</summary>
internal sealed record Plan
{
    /// <summary>Full path of the notebook; its directory is the working directory.</summary>
    public required string NotebookPath { get; init; }

    /// <summary>Compile the cells and report findings, run nothing.</summary>
    public bool CheckOnly { get; init; }

    public required IReadOnlyList<CellPlan> Cells { get; init; }

    /// <summary>Every package that any cell references; restored together, so that versions agree.</summary>
    public IReadOnlyList<Package> Packages { get; init; } = [];

    /// <summary>A lock file that the restore must match, or null.</summary>
    public string? LockFile { get; init; }

    /// <summary>Path and start of the file name for displays that are too large to embed.</summary>
    public string SpillPath { get; init; } = "";
}

/// <summary>A cell as the steps it is made of.</summary>
/// <param name="Index">Zero-based position in the notebook.</param>
internal sealed record CellPlan(int Index, IReadOnlyList<Step> Steps);

internal enum StepKind
{
    /// <summary>Run <see cref="Step.Text"/> as a C# submission.</summary>
    Code,

    /// <summary>Reference the assembly file or framework assembly <see cref="Step.Text"/>.</summary>
    Reference,

    /// <summary>Restore the plan's packages and reference them.</summary>
    Packages,

    /// <summary>Display <see cref="Step.Text"/> as it is, as MIME type <see cref="Step.Name"/>.</summary>
    Display,

    /// <summary>Show the time from here to the end of the cell.</summary>
    Time,

    /// <summary>Fail with the message <see cref="Step.Text"/>.</summary>
    Error,
}

/// <summary>One step of a cell.</summary>
/// <param name="File">The file the step was written in, relative to the notebook's directory.</param>
/// <param name="Line">One-based line of <paramref name="File"/> on which <paramref name="Text"/> begins.</param>
internal sealed record Step(StepKind Kind, string File, int Line, string Text, string? Name = null);

/// <param name="Version">A NuGet version or range; null for the newest.</param>
internal sealed record Package(string Id, string? Version)
{
    public override string ToString() => Version is null ? Id : $"{Id}, {Version}";
}

internal enum EventKind { CellStarted, Stream, Display, Update, Error, Finding, CellEnded, Ended }

/// <summary>What the child process reports: one line of JSON each, as soon as it happens.</summary>
internal sealed record HostEvent(EventKind Kind)
{
    /// <summary>CellStarted, CellEnded: index of the cell.</summary>
    public int Cell { get; init; }

    /// <summary>CellEnded: whether it ran to its end without an error.</summary>
    public bool Succeeded { get; init; }

    /// <summary>Stream: stdout or stderr. Error: exception type or compiler code. Display, Update: identity of the display.</summary>
    public string? Name { get; init; }

    /// <summary>Stream: the text. Error, Finding: the message.</summary>
    public string? Text { get; init; }

    /// <summary>Error: lines after the message. Ended: names of the parameters that cells asked for.</summary>
    public IReadOnlyList<string>? Lines { get; init; }

    /// <summary>Display, Update: content by MIME type.</summary>
    public IReadOnlyDictionary<string, string>? Data { get; init; }

    /// <summary>Finding: the file, relative to the notebook's directory.</summary>
    public string? File { get; init; }

    /// <summary>Finding: one-based line of <see cref="File"/>.</summary>
    public int Line { get; init; }

    /// <summary>Display: the value of a trailing expression.</summary>
    public bool IsResult { get; init; }

    /// <summary>CellEnded: wall time.</summary>
    public double Milliseconds { get; init; }

    /// <summary>Ended: peak resident memory.</summary>
    public long PeakMemoryBytes { get; init; }
}

[JsonSerializable(typeof(Plan))]
[JsonSerializable(typeof(HostEvent))]
internal sealed partial class ProtocolJson : JsonSerializerContext
{
    /// <summary>One line a value, characters as they are.</summary>
    public static readonly ProtocolJson Lines = new(new JsonSerializerOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    });
}

/// <summary>What both processes must spell alike.</summary>
internal static class Convention
{
    /// <summary>Environment variable that holds the parameters as a JSON object of strings.</summary>
    public const string ParametersVariable = "FOVEA_PARAMS";

    /// <summary>Name of the <see cref="AppContext"/> data in which the library lists the parameters it was asked for.</summary>
    public const string AskedParameters = "Fovea.Params.Asked";

    /// <summary>Name of the library's exception for a parameter value that does not parse.</summary>
    public const string ParameterException = "ParameterException";

    /// <summary>What stands in a document in place of something too large for it, which is in a file beside the document.</summary>
    public static IReadOnlyDictionary<string, string> Link(string file, long characters, string what)
    {
        var size = FormattableString.Invariant($"{characters / 1e6:0.0} million characters");
        return new Dictionary<string, string>
        {
            ["text/html"] = $"<p class=\"spilled\">Too large for this page: <a href=\"{Uri.EscapeDataString(file)}\">{what}</a> ({size}).</p>",
            ["text/plain"] = $"Too large for this page: {what} ({size}) is in {file}",
        };
    }

    /// <summary>Line written to the real stdout and stderr after each cell, so that text of native code is told apart by cell.</summary>
    public static byte[] EndOfCell(string token, int cell) => System.Text.Encoding.ASCII.GetBytes($"\u0001{token}:{cell}\n");
}
