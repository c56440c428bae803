using System.CommandLine;
using Fovea.Results;
using Fovea.Runner.Site;

namespace Fovea.Runner.Commands;

/// <summary><c>fovea results</c>: the papers' tables with what the workbook has beside each number.</summary>
internal static class ResultsCommand
{
    private static readonly Option<string?> Paper = new("--paper") { Description = "One paper, by its folder under results/; all where none is named", HelpName = "NAME" };
    private static readonly Option<string?> Table = new("--table") { Description = "One table, by its number in the paper", HelpName = "N" };
    private static readonly Option<string> Format = new("--format") { Description = "md, csv, json or tex", DefaultValueFactory = _ => "md", HelpName = "FORMAT" };
    private static readonly Option<bool> Write = new("--write") { Description = "Write results/NAME/tables/ anew, as CSV, Markdown and LaTeX, and the generated parts of README.md, instead of printing" };
    private static readonly Option<string?> Site = new("--site") { Description = "Write the whole workbook as pages: an index, the ledgers, the notebooks, figures", HelpName = "DIR" };
    private static readonly Option<string?> Runs = new("--runs") { Description = "With --site: where lib/fovea run wrote the notebooks' pages [default: out/ of the repository]", HelpName = "DIR" };

    public static Command Create()
    {
        Format.AcceptOnlyFromAmong("md", "csv", "json", "tex");
        var command = new DocumentedCommand("results", "Print what the papers claim, what was found here, and the verdicts.", """
            Verdicts: reproduced, slip (of the paper, with the reason), differs; for trends supported, contradicted,
            inconclusive; not-comparable at the tier that was run; not-run. results/README.md says how they are reached.

            A site makes no request: it can be opened from a disk as well as put on a server. A notebook's page is that of its
            last run, where the notebook is still the same; else it shows the notebook as it is written.

            Exit codes: 0 fine, 2 bad usage or input.

            Examples:
              lib/fovea results
              lib/fovea results --paper ps-vit --table 6
              lib/fovea results --paper ps-vit --format json > ps-vit.json
              lib/fovea results --paper ps-vit --write
              lib/fovea run && lib/fovea results --site ~/fovea-site
            """) { Paper, Table, Format, Write, Site, Runs };
        command.SetAction(parsed =>
        {
            var format = Enum.Parse<TableFormat>(parsed.GetValue(Format)!, ignoreCase: true);
            return new ResultsRequest(parsed.GetValue(Paper), parsed.GetValue(Table), format, parsed.GetValue(Write))
            {
                Site = parsed.GetValue(Site),
                Runs = parsed.GetValue(Runs),
            }.Answer(Ledger.Here, Console.Out, Console.Error);
        });
        return command;
    }
}

/// <summary>The ledger as a command sees it: where the results lie and what the code says to each paper.</summary>
internal sealed record Ledger(string Folder, IReadOnlyList<IPaperLedger> Code)
{
    public static Ledger Here => new(Shown(ResultsFolder.Path), PaperLedgers.All) { Workbook = Shown(Fovea.Workbook.Root) };

    /// <summary>The folder of README.md and notebooks/; null where there is no more than results.</summary>
    public string? Workbook { get; init; }

    private static string Shown(string path) => Path.GetRelativePath(Environment.CurrentDirectory, path);
}

/// <summary>What <c>fovea results</c> was asked for.</summary>
internal sealed record ResultsRequest(string? Paper, string? Table, TableFormat Format, bool Write)
{
    public string? Site { get; init; }

    public string? Runs { get; init; }

    /// <returns>The exit code.</returns>
    public int Answer(Ledger ledger, TextWriter output, TextWriter error)
    {
        try
        {
            CheckOptions();
            if (Site is not null)
                OutputFolder.MakeWritable("--site", Site);
            var papers = Papers(ledger).Select(paper => PaperResults.Load(Path.Combine(ledger.Folder, paper), ledger.Code)).ToList();
            var judgements = Judgements(papers);
            foreach (var torn in papers.Select(paper => paper.Runs.TornLine).OfType<string>())
                error.WriteLine($"fovea: {torn}");
            if (Write)
                WriteFiles(papers, ledger, output);
            if (Site is not null)
                WriteSite(new Overview(ledger.Folder, papers), ledger, output, error);
            if (!Write && Site is null)
                Print(judgements, papers, ledger, output);
            return ExitCode.Fine;
        }
        catch (Exception e) when (e is LedgerException or UsageException or FormatException or IOException or UnauthorizedAccessException)
        {
            error.WriteLine($"fovea: {e.Message}");
            return ExitCode.BadInput;
        }
    }

    private void CheckOptions()
    {
        if (Table is not null && Write)
            throw new LedgerException("--table: expected none with --write, which writes every table of a paper");
        if (Site is not null && (Paper ?? Table) is not null)
            throw new LedgerException("--site: expected no --paper and no --table, as a site has all of them");
        if (Site is null && Runs is not null)
            throw new LedgerException("--runs: expected with --site only");
    }

    private void Print(List<Judgement> judgements, List<PaperResults> papers, Ledger ledger, TextWriter output)
    {
        output.Write(ResultTables.Write(judgements, Format));
        if (Format == TableFormat.Md && Table is null && papers.Count > 1)
            output.Write("\n" + new Overview(ledger.Folder, papers).Totals().ToMarkdown());
    }

    private static void WriteFiles(List<PaperResults> papers, Ledger ledger, TextWriter output)
    {
        foreach (var file in papers.SelectMany(paper => paper.WriteTables()))
            output.WriteLine($"wrote {file}");
        if (ledger.Workbook is not { } workbook || Path.Combine(workbook, Readme.Name) is var readme && !File.Exists(readme))
            return;
        var overview = Overview.Load(ledger.Folder, ledger.Code);
        var figures = OverviewFigures.Of(overview);
        var text = Readme.Fill(File.ReadAllText(readme), readme, overview, Notebooks(overview, workbook), figures);
        foreach (var (name, figure) in figures)
        {
            var path = Path.Combine(workbook, Readme.Figures, name + ".svg");
            figure.Save(path);
            output.WriteLine($"wrote {path}");
        }
        AtomicFile.WriteAllText(readme, text);
        output.WriteLine($"wrote {readme}");
    }

    private void WriteSite(Overview overview, Ledger ledger, TextWriter output, TextWriter error)
    {
        var workbook = ledger.Workbook ?? throw new LedgerException("--site: expected the workbook's notebooks beside its results, found none");
        var runs = Runs ?? Path.Combine(workbook, "out");
        foreach (var (path, notebook, state) in StaticSite.Write(overview, Notebooks(overview, workbook), ledger.Code, runs, Site!))
        {
            output.WriteLine($"wrote {path}");
            if (notebook is not null && state.StartsWith("not run", StringComparison.Ordinal))
                error.WriteLine($"fovea: {notebook.Name}: {state}; its page shows it as it is written. lib/fovea run {notebook.Name}, then this again");
        }
    }

    private static IReadOnlyList<NotebookCard> Notebooks(Overview overview, string workbook) =>
        NotebookCard.All(Path.Combine(workbook, "notebooks"), overview.Runs(NotebookRuns.Folder));

    // In the order in which the code has them.
    private IReadOnlyList<string> Papers(Ledger ledger)
    {
        var there = ResultsFolder.Papers(ledger.Folder);
        string[] known = [.. ledger.Code.Select(code => code.Paper).Where(there.Contains).Union(there)];
        if (Paper is null)
            return known.Length > 0 ? known : throw new LedgerException($"no paper has claims in {ledger.Folder}");
        return known.Contains(Paper) ? [Paper] : throw new LedgerException($"--paper: there is no '{Paper}'; there are: {string.Join(", ", known)}");
    }

    private List<Judgement> Judgements(List<PaperResults> papers)
    {
        if (Table is null)
            return [.. papers.SelectMany(paper => paper.Judgements)];
        var judgements = papers.SelectMany(paper => paper.Table(Table)).ToList();
        return judgements.Count > 0 ? judgements : throw new LedgerException($"--table: there is no '{Table}'; there are: "
            + string.Join("; ", papers.Select(paper => $"{paper.Paper} {string.Join(", ", paper.Tables)}")));
    }
}
