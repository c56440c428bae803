using System.CommandLine;
using Fovea.Results;

namespace Fovea.Runner.Commands;

/// <summary><c>fovea results</c>: the papers' tables with what the workbook has beside each number.</summary>
internal static class ResultsCommand
{
    private static readonly Option<string?> Paper = new("--paper") { Description = "One paper, by its folder under results/; all where none is named", HelpName = "NAME" };
    private static readonly Option<string?> Table = new("--table") { Description = "One table, by its number in the paper", HelpName = "N" };
    private static readonly Option<string> Format = new("--format") { Description = "md, csv, json or tex", DefaultValueFactory = _ => "md", HelpName = "FORMAT" };
    private static readonly Option<bool> Write = new("--write") { Description = "Write results/NAME/tables/ anew, as CSV, Markdown and LaTeX, instead of printing" };

    public static Command Create()
    {
        Format.AcceptOnlyFromAmong("md", "csv", "json", "tex");
        var command = new DocumentedCommand("results", "Print what the papers claim, what was found here, and the verdicts.", """
            Verdicts: reproduced, slip (of the paper, with the reason), differs; for trends supported, contradicted,
            inconclusive; not-comparable at the tier that was run; not-run. results/README.md says how they are reached.

            Exit codes: 0 fine, 2 bad usage or input.

            Examples:
              lib/fovea results
              lib/fovea results --paper ps-vit --table 6
              lib/fovea results --paper ps-vit --format json > ps-vit.json
              lib/fovea results --paper ps-vit --write
            """) { Paper, Table, Format, Write };
        command.SetAction(parsed =>
        {
            var format = Enum.Parse<TableFormat>(parsed.GetValue(Format)!, ignoreCase: true);
            return new ResultsRequest(parsed.GetValue(Paper), parsed.GetValue(Table), format, parsed.GetValue(Write))
                .Answer(Ledger.Here, Console.Out, Console.Error);
        });
        return command;
    }
}

/// <summary>The ledger as a command sees it: where the results lie and what the code says to each paper.</summary>
internal sealed record Ledger(string Folder, IReadOnlyList<IPaperLedger> Code)
{
    public static Ledger Here => new(Path.GetRelativePath(Environment.CurrentDirectory, ResultsFolder.Path), PaperLedgers.All);
}

/// <summary>What <c>fovea results</c> was asked for.</summary>
internal sealed record ResultsRequest(string? Paper, string? Table, TableFormat Format, bool Write)
{
    /// <returns>The exit code.</returns>
    public int Answer(Ledger ledger, TextWriter output, TextWriter error)
    {
        try
        {
            var papers = Papers(ledger).Select(paper => PaperResults.Load(Path.Combine(ledger.Folder, paper), ledger.Code)).ToList();
            var judgements = Judgements(papers);
            foreach (var torn in papers.Select(paper => paper.Runs.TornLine).OfType<string>())
                error.WriteLine($"fovea: {torn}");
            if (Write)
                foreach (var file in papers.SelectMany(paper => paper.WriteTables()))
                    output.WriteLine($"wrote {file}");
            else
                output.Write(ResultTables.Write(judgements, Format));
            return ExitCode.Fine;
        }
        catch (Exception e) when (e is LedgerException or IOException or UnauthorizedAccessException)
        {
            error.WriteLine($"fovea: {e.Message}");
            return ExitCode.BadInput;
        }
    }

    private IReadOnlyList<string> Papers(Ledger ledger)
    {
        var known = ResultsFolder.Papers(ledger.Folder);
        if (Paper is null)
            return known.Count > 0 ? known : throw new LedgerException($"no paper has claims in {ledger.Folder}");
        return known.Contains(Paper) ? [Paper] : throw new LedgerException($"--paper: there is no '{Paper}'; there are: {string.Join(", ", known)}");
    }

    private List<Judgement> Judgements(List<PaperResults> papers)
    {
        if (Table is null)
            return [.. papers.SelectMany(paper => paper.Judgements)];
        if (Write)
            throw new LedgerException("--table: expected none with --write, which writes every table of a paper");
        var judgements = papers.SelectMany(paper => paper.Table(Table)).ToList();
        return judgements.Count > 0 ? judgements : throw new LedgerException($"--table: there is no '{Table}'; there are: "
            + string.Join("; ", papers.Select(paper => $"{paper.Paper} {string.Join(", ", paper.Tables)}")));
    }
}
