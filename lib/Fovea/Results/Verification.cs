using System.Text;
using Fovea.Detection;

namespace Fovea.Results;

/// <summary>Something committed that no longer follows from what it should follow from.</summary>
/// <param name="Where">File, cell or run.</param>
/// <param name="Expected">What follows now.</param>
/// <param name="Found">What is committed.</param>
public sealed record Drift(string Where, string Expected, string Found);

/// <summary>
/// Checks a paper's ledger, each part against something that is not made from it: the transcription against its
/// digest and the code, the runs against their own hashes and a live run, the tables against all three.
/// </summary>
/// <param name="folder">The paper's folder under <c>results/</c>.</param>
/// <param name="code">What the code says to the paper.</param>
/// <param name="say">Takes a line about what is being done.</param>
public sealed class Verification(string folder, IPaperLedger code, Action<string> say)
{
    /// <summary>The file that holds the digest of the transcription, as <c>sha256sum</c> writes and checks it.</summary>
    public const string DigestFile = "claims.sha256";

    private readonly List<Drift> _drifts = [];

    /// <summary>Checks everything; changes nothing.</summary>
    /// <param name="cancellation">Ends a live experiment early.</param>
    /// <returns>All drifts; none where everything holds.</returns>
    public IReadOnlyList<Drift> Run(CancellationToken cancellation)
    {
        if (CheckCommitted() is { } results)
            foreach (var experiment in code.LiveExperiments)
                CheckLive(experiment, results.Runs.Runs, cancellation);
        return _drifts;
    }

    /// <summary>Checks all but the live experiments, in seconds; changes nothing.</summary>
    /// <returns>All drifts; none where everything holds.</returns>
    public IReadOnlyList<Drift> RunWithoutExperiments()
    {
        CheckCommitted();
        return _drifts;
    }

    /// <summary>Checks the runs of a folder without claims: every line against its hash, and the table that is made of them.</summary>
    /// <param name="folder">One of <see cref="ResultsFolder.WithoutClaims"/>.</param>
    public static IReadOnlyList<Drift> OfRuns(string folder)
    {
        var path = Path.Combine(folder, PaperResults.RunsFile);
        try
        {
            var (runs, torn) = new RunLog(path).Read();
            if (torn is not null)
                return [new Drift(path, "whole lines", torn)];
            return Path.GetFileName(folder) == TokenBaseline.Results && Different(Path.Combine(folder, TokenBaseline.TableName), TokenBaseline.Table(runs)) is { } drift
                ? [drift]
                : [];
        }
        catch (LedgerException e)
        {
            return [new Drift(path, "runs that can be read", e.Message)];
        }
    }

    // Null where the ledger cannot be read.
    private PaperResults? CheckCommitted()
    {
        say($"{code.Paper}: transcription, computed cells and tables");
        CheckDigest();
        try
        {
            var results = PaperResults.Load(folder, [code]);
            CheckComputed(results);
            CheckRuns(results);
            CheckTables(results);
            return results;
        }
        catch (LedgerException e)
        {
            _drifts.Add(new Drift(code.Paper, "a ledger that can be read", e.Message));
            return null;
        }
    }

    private void CheckDigest()
    {
        var path = Path.Combine(folder, DigestFile);
        var claims = Path.Combine(folder, PaperResults.ClaimsFileName);
        if (!File.Exists(claims))
            return;
        var expected = File.Exists(path) ? File.ReadAllText(path).Split(' ', 2)[0].Trim() : "nothing";
        if (ClaimsFile.Digest(claims) is var found && found != expected)
            _drifts.Add(new Drift(claims, $"{expected}, by {path}", found));
    }

    // Every computed claim comes out, comes near or is a slip; every computed cell, approximation and slip has a claim to answer to.
    private void CheckComputed(PaperResults results)
    {
        var judged = results.Judgements.ToDictionary(judgement => judgement.Claim.Cell);
        foreach (var judgement in judged.Values)
            if (judgement.Verdict == Verdict.Differs && judgement.Tier is null
                || judgement is { Verdict: Verdict.NotRun, Claim.Kind: ClaimKind.Computed })
                Add(judgement.Claim.Cell, ResultTables.Number(judgement.Claim.Value), judgement.Reason);
        foreach (var cell in code.Computed.Keys.Where(cell => !judged.ContainsKey(cell)))
            Add(cell, "a claim that the computed cell answers to", "none");
        foreach (var near in code.Approximations.Where(near => !judged.TryGetValue(near.Cell, out var judgement) || judgement is not { Verdict: Verdict.Reproduced or Verdict.Supported, Reason: not "" }))
            Add(near.Cell, $"a value that is near, and no more: {near.Reason}", judged.TryGetValue(near.Cell, out var judgement) ? Found(judgement) : "no such claim");
        foreach (var slip in code.Slips.Where(slip => !judged.TryGetValue(slip.Cell, out var judgement) || judgement.Verdict != Verdict.Slip))
            Add(slip.Cell, $"a slip: {slip.Reason}", judged.TryGetValue(slip.Cell, out var judgement) ? judgement.Verdict.Word() : "no such claim");
    }

    private static string Found(Judgement judgement) => $"{judgement.Verdict.Word()} {judgement.Reason}".TrimEnd();

    private void CheckRuns(PaperResults results)
    {
        if (results.Runs.TornLine is { } torn)
            _drifts.Add(new Drift(Path.Combine(folder, PaperResults.RunsFile), "whole lines", torn));
    }

    private void CheckTables(PaperResults results)
    {
        var tables = results.TableFiles().ToDictionary(file => file.Name, file => file.Content);
        var present = Directory.Exists(results.TablesFolder) ? Directory.GetFiles(results.TablesFolder).Select(Path.GetFileName) : [];
        foreach (var name in tables.Keys.Union(present).OfType<string>().Order(StringComparer.Ordinal))
        {
            var path = Path.Combine(results.TablesFolder, name);
            if (!tables.TryGetValue(name, out var expected))
                _drifts.Add(new Drift(path, "no such file", "a file"));
            else if (Different(path, expected) is { } drift)
                _drifts.Add(drift);
        }
    }

    private static Drift? Different(string path, string expected) =>
        !File.Exists(path) ? new Drift(path, "a table", "no file")
            : FirstDifference(expected, Encoding.UTF8.GetString(File.ReadAllBytes(path))) is var (line, ours, theirs) ? new Drift($"{path}:{line}", ours, theirs)
            : null;

    private static (int Line, string Expected, string Found)? FirstDifference(string expected, string found)
    {
        if (expected == found)
            return null;
        var (a, b) = (expected.Split('\n'), found.Split('\n'));
        var line = a.Zip(b).TakeWhile(pair => pair.First == pair.Second).Count();
        var (ours, theirs) = (a.ElementAtOrDefault(line) ?? "the end", b.ElementAtOrDefault(line) ?? "the end");
        var column = ours.Zip(theirs).TakeWhile(pair => pair.First == pair.Second).Count();
        return (line + 1, Around(ours, column), Around(theirs, column));
    }

    // The part of a long line that differs.
    private static string Around(string line, int column)
    {
        var (start, end) = (Math.Max(column - 30, 0), Math.Min(column + 30, line.Length));
        return (start > 0 ? "..." : "") + line[start..end].Trim() + (end < line.Length ? "..." : "");
    }

    private void CheckLive(ILiveExperiment experiment, IReadOnlyList<RunRecord> runs, CancellationToken cancellation)
    {
        var check = new LiveCheck(code.Paper, experiment, runs);
        if (check.Committed is not { } committed)
        {
            _drifts.Add(new Drift($"{code.Paper}, live experiment {experiment.Name}", "a committed run of its configuration",
                runs.Any(run => run.Experiment == experiment.Name) ? "runs of other configurations only" : "no run"));
            return;
        }
        say($"{code.Paper}: {experiment.Name}, seed {committed.Seed}, {committed.Tier.Word()} tier, again ({committed.Seconds:F0} s when it was committed)");
        _drifts.AddRange(check.Compare(committed, experiment.Run(committed.Seed, committed.Tier, cancellation)));
        var open = check.NotCheckable(committed);
        if (open.Count == committed.Metrics.Count)
            _drifts.Add(new Drift($"{code.Paper}, live experiment {experiment.Name}", "a metric whose tolerance is smaller than its value", "none"));
        else if (open.Count > 0)
            say($"{code.Paper}: not checkable, as the other seeds lie as far apart as the value is large: {string.Join(", ", open)}");
    }

    private void Add(Cell cell, string expected, string found) => _drifts.Add(new Drift($"{code.Paper}, {cell}", expected, found));
}
