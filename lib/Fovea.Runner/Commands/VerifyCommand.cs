using System.CommandLine;
using Fovea.Results;

namespace Fovea.Runner.Commands;

/// <summary><c>fovea verify</c>: whether what is committed still follows from the papers, the code and the runs.</summary>
internal static class VerifyCommand
{
    private static readonly Argument<string[]> Notebooks = new("notebooks") { Description = "By name (30-ps-vit, ps-vit), number or file; all where none is named" };

    public static Command Create()
    {
        var command = new DocumentedCommand("verify", "Compute the ledger again and say what no longer agrees with it.", """
            For the paper of each notebook: the transcription against its digest, every computed cell by the code,
            every run line against its hash, every table byte for byte, and the notebook's live experiment run again
            at its committed tier and seed. Where no notebook is named, also the runs that belong to no paper, each line
            against its hash. results/README.md says what each catches. Nothing is written.

            Exit codes: 0 no drift, 2 drift or bad usage, 130 interrupted.

            Examples:
              lib/fovea verify
              lib/fovea verify 30-ps-vit
            """) { Notebooks };
        command.SetAction((parsed, cancellation) =>
            Task.Run(() => Verify(parsed.GetValue(Notebooks) ?? [], Ledger.Here, Console.Out, Console.Error, cancellation)));
        return command;
    }

    /// <returns>The exit code.</returns>
    internal static int Verify(IReadOnlyList<string> notebooks, Ledger ledger, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        try
        {
            var papers = Papers(notebooks, ledger);
            var others = notebooks.Count == 0 ? ResultsFolder.WithoutClaims(ledger.Folder) : [];
            var drifts = papers.SelectMany(paper => new Verification(Path.Combine(ledger.Folder, paper.Paper), paper, error.WriteLine).Run(cancellation)).ToList();
            if (notebooks.Count == 0)
                drifts.AddRange(WithoutCode(ledger).Concat(others.SelectMany(name => Verification.OfRuns(Path.Combine(ledger.Folder, name)))));
            if (drifts.Count > 0)
                Print(drifts, output);
            else
                output.WriteLine($"no drift in {string.Join(", ", papers.Select(paper => paper.Paper).Concat(others))}");
            return drifts.Count > 0 ? ExitCode.BadInput : ExitCode.Fine;
        }
        catch (Exception e) when (e is LedgerException or IOException or UnauthorizedAccessException)
        {
            error.WriteLine($"fovea: {e.Message}");
            return ExitCode.BadInput;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            error.WriteLine("fovea: interrupted; nothing was changed");
            return RunCommand.Interrupted;
        }
    }

    private static IReadOnlyList<IPaperLedger> Papers(IReadOnlyList<string> notebooks, Ledger ledger) => notebooks.Count == 0
        ? ledger.Code
        : [.. notebooks.Select(name => ledger.Code.FirstOrDefault(paper => IsCalled(paper.Notebook, name))
            ?? throw new LedgerException($"no ledger belongs to a notebook '{name}'; there are: {string.Join(", ", ledger.Code.Select(paper => paper.Notebook))}")).Distinct()];

    // "30-ps-vit" is also called notebooks/30-ps-vit.dib, ps-vit and 30.
    private static bool IsCalled(string notebook, string name)
    {
        var stem = name.EndsWith(".dib", StringComparison.Ordinal) ? Path.GetFileNameWithoutExtension(name) : name;
        return stem == notebook || notebook.Split('-', 2).Contains(stem);
    }

    private static IEnumerable<Drift> WithoutCode(Ledger ledger) => ResultsFolder.Papers(ledger.Folder)
        .Where(paper => ledger.Code.All(code => code.Paper != paper))
        .Select(paper => new Drift(Path.Combine(ledger.Folder, paper), "code that answers to its claims", "none"));

    private static void Print(List<Drift> drifts, TextWriter output)
    {
        string[][] rows = [["where", "expected", "found"], .. drifts.Select(drift => new[] { drift.Where, drift.Expected, drift.Found })];
        var widths = Enumerable.Range(0, 2).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
            output.WriteLine($"{row[0].PadRight(widths[0])}  {row[1].PadRight(widths[1])}  {row[2]}");
        output.WriteLine(drifts.Count == 1 ? "one drift" : $"{drifts.Count} drifts");
    }
}
