using System.Text.RegularExpressions;
using Fovea.Hosting;

namespace Fovea.Runner.Execution;

/// <summary>A plan, and what can be said before it runs about the parameters its cells ask for.</summary>
/// <param name="Inputs">Names read with <c>@input</c>.</param>
/// <param name="NestedImports">Where imported files import others; files relative to the notebook's directory.</param>
internal sealed partial record PlannedNotebook(Plan Plan, IReadOnlySet<string> Inputs, IReadOnlyList<(string File, int Line)> NestedImports)
{
    /// <summary>Parameters of every notebook: giving one that no cell asks for is no mistake.</summary>
    public static readonly IReadOnlySet<string> Standard = new HashSet<string> { "tier", "device", "seed" };

    /// <summary>Names that cells ask for by a literal, in the order they are written.</summary>
    public IReadOnlyList<string> Parameters { get; } =
        [.. Calls(Plan).Where(call => call.Groups["name"].Success).Select(call => call.Groups["name"].Value).Concat(Inputs).Distinct()];

    /// <summary>Whether some cell computes the name it asks for, so that only a run can tell.</summary>
    public bool ComputesNames { get; } = Calls(Plan).Any(call => !call.Groups["name"].Success);

    /// <summary>Whether a parameter may mean something to this notebook.</summary>
    public bool MayAskFor(string name) => ComputesNames || Standard.Contains(name) || Parameters.Contains(name);

    private static IEnumerable<Match> Calls(Plan plan) =>
        plan.Cells.SelectMany(cell => cell.Steps).Where(step => step.Kind == StepKind.Code).SelectMany(step => Call().Matches(step.Text));

    [GeneratedRegex("""\bParams\s*\.\s*Get\s*(<[^()]*>)?\s*\(\s*("(?<name>[^"\\]*)"\s*[,)])?""")]
    private static partial Regex Call();
}
