namespace Fovea.Results;

/// <summary>One paper's ledger: its claims, the runs, and the judgements and tables that follow from both.</summary>
public sealed class PaperResults
{
    /// <summary>The run log's name within the folder.</summary>
    public const string RunsFile = "runs.jsonl";

    internal const string ClaimsFileName = "claims.csv";

    private static readonly TableFormat[] Generated = [TableFormat.Csv, TableFormat.Md, TableFormat.Tex];

    private readonly string _folder;

    private PaperResults(string folder, IPaperLedger? code)
    {
        _folder = folder;
        Paper = Path.GetFileName(folder);
        Claims = ClaimsFile.Read(Path.Combine(folder, ClaimsFileName), Paper);
        Runs = new RunLog(Path.Combine(folder, RunsFile)).Read();
        Judgements = new Judge(code, Claims, Runs.Runs).All();
        Tables = [.. Claims.Select(claim => claim.Cell.Table).Distinct()];
    }

    /// <summary>The folder under <c>results/</c>.</summary>
    public string Paper { get; }

    /// <summary>The transcription.</summary>
    public IReadOnlyList<Claim> Claims { get; }

    /// <summary>All that has been run.</summary>
    public RunLogContents Runs { get; }

    /// <summary>One a claim, in the order of the claims.</summary>
    public IReadOnlyList<Judgement> Judgements { get; }

    /// <summary>The tables with claims, in the paper's order.</summary>
    public IReadOnlyList<string> Tables { get; }

    /// <summary>Reads a paper's ledger under <see cref="ResultsFolder.Path"/> and judges it.</summary>
    /// <param name="paper">The folder's name: <c>ps-vit</c>.</param>
    /// <exception cref="LedgerException">A file is missing or wrong.</exception>
    public static PaperResults Load(string paper) =>
        Load(Path.Combine(ResultsFolder.Path, paper), PaperLedgers.All);

    /// <summary>Reads a paper's ledger from a folder and judges it by the code that answers to the paper, if there is any.</summary>
    /// <param name="folder">The paper's folder, named as the paper.</param>
    /// <param name="code">Of any papers.</param>
    /// <exception cref="LedgerException">A file is missing or wrong.</exception>
    public static PaperResults Load(string folder, IEnumerable<IPaperLedger> code) =>
        new(folder, code.FirstOrDefault(ledger => ledger.Paper == Path.GetFileName(folder)));

    /// <summary>The judgements of one table, trends last.</summary>
    public IReadOnlyList<Judgement> Table(string table) =>
        [.. Judgements.Where(judgement => judgement.Claim.Cell.Table == table)];

    /// <summary>The files of <c>tables/</c> as they have to be, by name.</summary>
    internal IEnumerable<(string Name, string Content)> TableFiles() =>
        from table in Tables
        from format in Generated
        select ($"table-{table}.{format.Word()}", ResultTables.Write(Table(table), format));

    /// <summary>Writes every table as CSV, Markdown and LaTeX, and removes what no table is any more.</summary>
    /// <returns>The files written.</returns>
    public IReadOnlyList<string> WriteTables()
    {
        var files = TableFiles().ToDictionary(file => Path.Combine(TablesFolder, file.Name), file => file.Content);
        foreach (var (path, content) in files)
            AtomicFile.WriteAllText(path, content);
        // What ends in .tmp is being written by another process.
        foreach (var stale in Directory.GetFiles(TablesFolder).Except(files.Keys).Where(path => !path.EndsWith(".tmp", StringComparison.Ordinal)))
            File.Delete(stale);
        return [.. files.Keys];
    }

    internal string TablesFolder => Path.Combine(_folder, "tables");
}
