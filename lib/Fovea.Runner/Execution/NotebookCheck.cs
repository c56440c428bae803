using System.Text.RegularExpressions;
using Fovea.Hosting;
using Fovea.Runner.Notebooks;

namespace Fovea.Runner.Execution;

/// <summary>Something about a notebook that its author should know.</summary>
/// <param name="File">Full path.</param>
internal sealed record Finding(string File, int Line, string Message, bool IsWarning = false);

/// <summary>Compiles a notebook in a child process, and looks for what .NET Interactive reads differently.</summary>
internal static partial class NotebookCheck
{
    private const int LongCell = 25;

    /// <returns>Findings in the order of the text.</returns>
    public static async Task<IReadOnlyList<Finding>> RunAsync(Notebook notebook, string path, CancellationToken cancellation)
    {
        var planned = Planner.Plan(notebook, path, parameters: null);
        var directory = Path.GetDirectoryName(path)!;
        var lint = Lint(notebook, path).ToList();
        var findings = new List<Finding>(lint);
        findings.AddRange(planned.NestedImports.Select(nested => new Finding(Path.GetFullPath(nested.File, directory), nested.Line,
            "a nested import: .NET Interactive resolves it against the importing notebook's directory; import both files from the notebook")));

        using var host = new HostProcess(directory, new Dictionary<string, string>());
        await using var interrupt = cancellation.Register(host.Kill);
        var complete = false;
        await host.SendAsync(planned.Plan);
        while (!complete && await host.ReadAsync() is { } happened)
        {
            complete = happened.Kind == EventKind.Ended;
            if (happened.Kind == EventKind.Finding && Path.GetFullPath(happened.File!, directory) is var file
                && !lint.Exists(known => !known.IsWarning && known.File == file && known.Line == happened.Line))
                findings.Add(new Finding(file, happened.Line, happened.Text!));
        }
        if (!complete)
            throw new IOException($"{path}: the check ended early: {await host.ErrorTextAsync()}");
        return [.. findings.OrderBy(finding => finding.File != path).ThenBy(finding => finding.File, StringComparer.Ordinal).ThenBy(finding => finding.Line)];
    }

    private static IEnumerable<Finding> Lint(Notebook notebook, string path)
    {
        var names = KernelNames.With(notebook.Meta);
        foreach (var cell in notebook.Cells)
        {
            var lines = cell.Source.Split('\n');
            if (cell.Kernel == KernelNames.CSharp && lines.Length > LongCell)
                yield return new Finding(path, cell.Line, $"the cell has {lines.Length} lines, more than {LongCell}", IsWarning: true);
            for (var i = 0; i < lines.Length; i++)
                if (AlmostTag().Match(lines[i]) is { Success: true } tag && names.ContainsKey(tag.Groups[1].Value) && lines[i] != "#!" + tag.Groups[1].Value)
                    yield return new Finding(path, cell.Line + i, $"'{lines[i]}' starts no cell: a tag begins in the first column and ends the line");
        }
    }

    [GeneratedRegex(@"^\s*#!(\S+)\s*$")]
    private static partial Regex AlmostTag();
}
