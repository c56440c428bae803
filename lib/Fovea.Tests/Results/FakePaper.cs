using System.Text.Json.Nodes;
using Fovea.Results;
using Fovea.Tests.Training;

namespace Fovea.Tests.Results;

/// <summary>A made-up paper with a ledger of its own in a temporary folder, and code that answers to it.</summary>
internal sealed class FakePaper : IPaperLedger, IDisposable
{
    private const string Header = "paper,table,row,column,value,digits,kind,status,note\n";

    private readonly TemporaryFolder _results = new();

    /// <param name="claims">Lines of claims.csv after the paper's name: <c>1,A,Params (M),4.8,1,computed,printed,</c></param>
    public FakePaper(params string[] claims)
    {
        Directory.CreateDirectory(Folder);
        WriteClaims(claims);
        Seal();
    }

    public string ResultsFolder => _results.Path;

    public string Folder => Path.Combine(_results.Path, Paper);

    public string RunsFile => Path.Combine(Folder, "runs.jsonl");

    public RunLog Log => new(RunsFile);

    public string Paper => "fake";

    public string Notebook => "99-fake";

    public Dictionary<Cell, Func<decimal>> Computed { get; } = [];

    IReadOnlyDictionary<Cell, Func<decimal>> IPaperLedger.Computed => Computed;

    public List<Slip> Slips { get; } = [];

    IReadOnlyList<Slip> IPaperLedger.Slips => Slips;

    public List<Approximation> Approximations { get; } = [];

    IReadOnlyList<Approximation> IPaperLedger.Approximations => Approximations;

    public List<ILiveExperiment> LiveExperiments { get; } = [];

    IReadOnlyList<ILiveExperiment> IPaperLedger.LiveExperiments => LiveExperiments;

    public string? Incomparable { get; init; }

    public Dictionary<Cell, string> Unanswered { get; } = [];

    IReadOnlyDictionary<Cell, string> IPaperLedger.Unanswered => Unanswered;

    public Func<Func<string, double>, double>? Derived { get; init; }

    public Dictionary<Cell, TrendQuery> Compared { get; } = [];

    TrendQuery? IPaperLedger.Compared(Cell trend, Tier tier) => Compared.GetValueOrDefault(trend);

    // The row's label is the configuration.
    public RunQuery? Measured(Cell cell, Tier tier) => new("fake", Arm(cell.Row), "top1", Incomparable) { Derived = Derived };

    public static JsonObject Arm(string row) => new() { ["arm"] = row };

    public void WriteClaims(params string[] claims) =>
        File.WriteAllText(Path.Combine(Folder, "claims.csv"), Header + string.Concat(claims.Select(line => $"{Paper},{line}\n")));

    /// <summary>Takes the transcription as it is for the right one.</summary>
    public void Seal() => File.WriteAllText(Path.Combine(Folder, "claims.sha256"), $"{ClaimsFile.Digest(Path.Combine(Folder, "claims.csv"))}  claims.csv\n");

    public PaperResults Load() => PaperResults.Load(Folder, [this]);

    public Judgement Judge(string row) => Assert.Single(Load().Judgements, judgement => judgement.Claim.Cell.Row == row);

    /// <summary>Runs of an arm, one a value, with seeds from 0.</summary>
    public FakePaper Add(string row, Tier tier, params double[] top1)
    {
        for (var seed = 0; seed < top1.Length; seed++)
            Log.Append(Run(row, seed, top1[seed]) with { Tier = tier });
        return this;
    }

    public static RunRecord Run(string row, int seed, double top1) => new()
    {
        Experiment = "fake",
        Configuration = Arm(row),
        Seed = seed,
        Tier = Tier.Full,
        Metrics = new Dictionary<string, double> { ["top1"] = top1, ["loss"] = 1.5 },
        Seconds = 12.5,
        PeakMemoryBytes = 123_456_789,
        Device = "cpu (made up, 2 threads)",
        Versions = new Dictionary<string, string> { ["dotnet"] = "10.0.0", ["libtorch"] = "1.13.1", ["fovea"] = "0.1.0" },
        Commit = "0123456789abcdef0123456789abcdef01234567",
        Dirty = false,
        Data = new Dictionary<string, string> { ["cifar-10"] = new('a', 64) },
        Started = new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero).AddSeconds(seed),
    };

    public void Dispose() => _results.Dispose();
}
