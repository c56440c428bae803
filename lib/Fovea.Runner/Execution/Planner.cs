using System.Text.RegularExpressions;
using Fovea.Hosting;
using Fovea.Runner.Notebooks;

namespace Fovea.Runner.Execution;

/// <summary>Takes a notebook apart into the steps that the child process runs, imports included.</summary>
/// <remarks>
/// As in .NET Interactive a line that starts with <c>#!</c>, <c>#r</c> or <c>#i</c> is a directive wherever it stands in a
/// cell; code before and after a magic are submissions of their own, and references come first. What is wrong becomes a
/// step that fails, so that the cells before it still run.
/// </remarks>
internal sealed partial class Planner
{
    private static readonly string[] Supported = ["#!import", "#!set", "#!time", "#!value", "#!csharp", "#!html", "#!markdown", "#!mermaid"];

    private readonly string directory;
    private readonly IReadOnlyDictionary<string, string>? parameters;
    private readonly Dictionary<string, string> values = [];
    private readonly List<Package> packages = [];
    private readonly Stack<string> files = [];

    private Planner(string directory, IReadOnlyDictionary<string, string>? parameters) =>
        (this.directory, this.parameters) = (directory, parameters);

    /// <summary>Names that some cell reads with <c>@input</c>.</summary>
    private HashSet<string> Inputs { get; } = [];

    private List<(string File, int Line)> NestedImports { get; } = [];

    /// <param name="path">Full path of the notebook.</param>
    /// <param name="parameters">Values for <c>@input</c>; null to compile only, with none.</param>
    public static PlannedNotebook Plan(Notebook notebook, string path, IReadOnlyDictionary<string, string>? parameters)
    {
        var planner = new Planner(Path.GetDirectoryName(path)!, parameters);
        planner.files.Push(path);
        var cells = new List<CellPlan>();
        for (var i = 0; i < notebook.Cells.Count; i++)
        {
            var cell = notebook.Cells[i];
            if (cell.Kernel != KernelNames.Markdown)
                cells.Add(new CellPlan(i, planner.Steps(cell, LabelOf(Path.GetFileName(path), i))));
        }
        var lockFile = Path.ChangeExtension(path, ".packages.lock.json");
        var plan = new Plan
        {
            NotebookPath = path,
            CheckOnly = parameters is null,
            Cells = cells,
            Packages = planner.packages,
            LockFile = File.Exists(lockFile) ? lockFile : null,
        };
        return new PlannedNotebook(plan, planner.Inputs, planner.NestedImports);
    }

    /// <summary>What an error calls a cell's file. The lines of an .ipynb mean nothing to a reader: there, they count within a cell.</summary>
    public static string LabelOf(string file, int index) =>
        file.EndsWith(".ipynb", StringComparison.OrdinalIgnoreCase) ? $"{file}[{index + 1}]" : file;

    private List<Step> Steps(Cell cell, string file)
    {
        List<Step> references = [], steps = [];
        var segment = new Segment(cell.Kernel, cell.Line);
        var lines = cell.Source.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var number = cell.Line + i;
            if (lines[i].StartsWith("#!", StringComparison.Ordinal))
            {
                steps.AddRange(Finish(segment, file));
                segment = Apply(Magic.Parse(lines[i]), segment.Kernel, file, number, steps);
            }
            else if (segment.Kernel == KernelNames.CSharp && Directive().IsMatch(lines[i]))
            {
                if (Reference(lines[i], file, number) is { } reference)
                    references.Add(reference);
                segment.Lines.Add("");
            }
            else
            {
                segment.Lines.Add(lines[i]);
            }
        }
        steps.AddRange(Finish(segment, file));
        return [.. references, .. steps];
    }

    private IEnumerable<Step> Finish(Segment segment, string file)
    {
        var text = string.Join('\n', segment.Lines);
        if (string.IsNullOrWhiteSpace(text) && segment.Kernel != KernelNames.Value)
            yield break;
        switch (segment.Kernel)
        {
            case KernelNames.CSharp:
                yield return new Step(StepKind.Code, file, segment.Line, text);
                break;
            case KernelNames.Html:
                yield return new Step(StepKind.Display, file, segment.Line, text, "text/html");
                break;
            case KernelNames.Markdown:
                yield return new Step(StepKind.Display, file, segment.Line, text, "text/markdown");
                break;
            case KernelNames.Mermaid:
                yield return new Step(StepKind.Display, file, segment.Line, $"<pre class=\"mermaid\">{System.Net.WebUtility.HtmlEncode(text)}</pre>", "text/html");
                break;
            case KernelNames.Value when segment.ValueName is { } name:
                values[name] = text;
                break;
            case KernelNames.Value when !string.IsNullOrWhiteSpace(text):
                yield return Error(file, segment.Line, "UsageError", "a value needs a name: start the cell with `#!value --name NAME`");
                break;
            case KernelNames.Value:
                break;
            default:
                yield return Error(file, segment.Line, "NoKernel", $"there is no {segment.Kernel} kernel here: cells can be csharp, html, markdown, mermaid or value");
                break;
        }
    }

    // Does what the magic says and opens the segment that follows it.
    private Segment Apply(Magic magic, string kernel, string file, int line, List<Step> steps)
    {
        switch (magic.Name)
        {
            case "import":
                steps.AddRange(Import(magic, file, line));
                break;
            case "set":
                steps.Add(Set(magic, file, line));
                break;
            case "time":
                steps.Add(new Step(StepKind.Time, file, line, ""));
                break;
            default:
                if (KernelNames.Known.TryGetValue(magic.Name, out var other))
                    return new Segment(other, line + 1) { ValueName = magic.Options.GetValueOrDefault("--name") };
                steps.Add(Error(file, line, "UnknownMagic", $"unknown magic '#!{magic.Name}': known are {string.Join(", ", Supported)}"));
                break;
        }
        return new Segment(kernel, line + 1);
    }

    private List<Step> Import(Magic magic, string file, int line)
    {
        if (magic.Arguments is not [var name])
            return [Error(file, line, "UsageError", "expected `#!import FILE`")];
        // The kernel resolves against the notebook's directory; beside an importing file is tried too.
        string[] candidates = [Path.GetFullPath(name, directory), Path.GetFullPath(name, Path.GetDirectoryName(files.Peek())!)];
        if (Array.Find(candidates, File.Exists) is not { } path)
            return [Error(file, line, "FileNotFoundException", $"no file to import at {string.Join(" or ", candidates.Distinct())}")];
        if (files.Contains(path))
            return [Error(file, line, "ImportCycle", $"{name} is already being imported")];
        Notebook imported;
        try
        {
            imported = NotebookFile.Load(path);
        }
        catch (FormatException e)
        {
            return [Error(file, line, "FormatException", e.Message)];
        }
        if (files.Count > 1)
            NestedImports.Add((file, line));
        files.Push(path);
        var label = Path.GetRelativePath(directory, path);
        var steps = imported.Cells.SelectMany((cell, i) => Steps(cell, LabelOf(label, i))).ToList();
        files.Pop();
        return steps;
    }

    private Step? Reference(string line, string file, int number)
    {
        if (Quoted().Match(line) is not { Success: true } match)
            return Error(file, number, "UsageError", line.StartsWith("#i", StringComparison.Ordinal)
                ? "#i is not supported: put the feed into a nuget.config beside the notebook"
                : "expected #r \"path.dll\" or #r \"nuget: Id, Version\"");
        var target = match.Groups[1].Value;
        if (Nuget().Match(target) is not { Success: true } nuget)
            return new Step(StepKind.Reference, file, number, target, Path.GetDirectoryName(files.Peek()));

        var package = new Package(nuget.Groups[1].Value, nuget.Groups[2].Success ? nuget.Groups[2].Value : null);
        if (packages.Find(known => known.Id.Equals(package.Id, StringComparison.OrdinalIgnoreCase)) is { } same)
            return same.Version == package.Version || package.Version is null
                ? null
                : Error(file, number, "PackageConflict", $"{package} is asked for, but {same} before");
        packages.Add(package);
        return packages.Count == 1 ? new Step(StepKind.Packages, file, number, "") : null;
    }

    internal static Step Error(string file, int line, string name, string message) => new(StepKind.Error, file, line, message, name);

    [GeneratedRegex(@"^#[ri](?![A-Za-z0-9])")]
    private static partial Regex Directive();

    [GeneratedRegex("^#r\\s*\"([^\"]+)\"\\s*(//.*)?$")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^\s*nuget:\s*([^,\s]+)\s*(?:,\s*(.*\S))?\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex Nuget();

    // Consecutive lines of one kernel.
    private sealed record Segment(string Kernel, int Line)
    {
        public List<string> Lines { get; } = [];

        public string? ValueName { get; init; }
    }
}
