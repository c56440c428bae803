using Fovea.Counting;
using Fovea.Data;
using Fovea.Results;
using Fovea.Training;
using static TorchSharp.torch;

namespace Fovea.Papers.PsVit;

/// <summary>What the models say to the numbers of the paper: configurations, parameters and FLOPs, by <see cref="Conventions.PsVit"/>.</summary>
public sealed class PsVitLedger : IPaperLedger
{
    private static readonly PsVitOptions Ti = PsVitOptions.Ti;
    private static readonly PsVitOptions B = PsVitOptions.B;

    private readonly IReadOnlyDictionary<string, CountedModel> _models = Architecture.Named.ToDictionary(model => model.Key, model => new CountedModel(model.Value));

    private readonly Dictionary<Cell, Func<decimal>> _computed = [];

    /// <summary>A ledger that has built no model yet: each is built when a cell asks for it.</summary>
    public PsVitLedger()
    {
        foreach (var (name, options) in new[] { ("PS-ViT-Ti", Ti), ("PS-ViT-B", B) })
        {
            Configuration(name, options, _models[$"{name}/14"]);
            Configuration($"{name}†", options, _models[$"{name}†/14"]);
        }
        foreach (var name in new[] { "ViT-B/16", "DeiT-Ti", "DeiT-S", "DeiT-B", "PS-ViT-Ti/14", "PS-ViT-B/10", "PS-ViT-B/14", "PS-ViT-B/18" })
        {
            _computed[new("3", name, "Image size")] = () => _models[name].ImageSize;
            _computed[new("3", name, "Params (M)")] = () => _models[name].Parameters / 1e6m;
            _computed[new("3", name, "FLOPs (B)")] = () => _models[name].Flops / 1e9m;
        }
        int[] points = [10, 12, 14, 16, 18];
        _computed[new("5", "n=10 to 18", "Params (M)")] = () => points.Select(n => _models[$"PS-ViT-B/{n}"].Parameters).Distinct().Single() / 1e6m;
        foreach (var n in points)
            _computed[new("5", $"n={n}", "FLOPs (B)")] = () => _models[$"PS-ViT-B/{n}"].Flops / 1e9m;
        foreach (var name in new[] { "PS-ViT-Ti/14", "PS-ViT-Ti†/14", "PS-ViT-B/10", "PS-ViT-B†/10", "PS-ViT-B/12", "PS-ViT-B†/12", "PS-ViT-B/14", "PS-ViT-B†/14" })
            _computed[new("8", name, "Params (M)")] = () => _models[name].Parameters / 1e6m;
        foreach (var name in new[] { "ViT-B/16", "DeiT-S", "DeiT-B", "PS-ViT-Ti/14", "PS-ViT-B/10", "PS-ViT-B/14", "PS-ViT-B/18" })
            _computed[new("9", name, "FLOPs (B)")] = () => _models[name].Flops / 1e9m;
    }

    /// <inheritdoc/>
    public string Paper => "ps-vit";

    /// <inheritdoc/>
    public string Notebook => "30-ps-vit";

    /// <inheritdoc/>
    public IReadOnlyDictionary<Cell, Func<decimal>> Computed => _computed;

    /// <inheritdoc/>
    public IReadOnlyList<Slip> Slips { get; } =
    [
        new(new("2", "PS-ViT-Ti", "#params (M)"), 4.8m, "cut off after the digit, not rounded; Tables 3 and 8 round"),
        new(new("2", "PS-ViT-Ti†", "#params (M)"), 3.7m, "cut off after the digit, not rounded; Table 8 rounds"),
        new(new("2", "PS-ViT-Ti -% PS-ViT-Ti†", "#params (M)"), 23m, "Section 4.3 says 21% to 23%"),
        new(new("2", "PS-ViT-B -% PS-ViT-B†", "#params (M)"), 21m, "Section 4.3 says 21% to 23%"),
        new(new("3", "ViT-B/16", "Params (M)"), 86.9m, "86.4 is the model without its position embeddings"),
        new(new("3", "DeiT-B", "Params (M)"), 86.6m, "86.4 is the model without its position embeddings"),
        new(new("3", "DeiT-B : PS-ViT-B/14", "FLOPs (B)"), 3m, "Section 4.4 says 3.3 times"),
        new(new("9", "DeiT-B : PS-ViT-B/14", "FLOPs (B)"), 3.2m, "divided after rounding: 17.6 / 5.4"),
        new(new("9", "ViT-B/16 : PS-ViT-B/10", "FLOPs (B)"), 17.8m, "divided after rounding: 55.5 / 3.1"),
    ];

    /// <inheritdoc/>
    public RunQuery? Measured(Cell cell, Tier tier) => (cell.Column, tier) switch
    {
        ("Speed (img/s)", _) => ThroughputTrial.Models.Contains(cell.Row) ? ThroughputTrial.Query(cell.Row, tier) : null,
        ("Top-1 (%)" or "Top-1" or "IM", Tier.Paper) => OnImageNet(cell)?.Query("top1"),
        ("Top-5 (%)", Tier.Paper) => OnImageNet(cell)?.Query("top5"),
        ("Top-1 (%)", _) => OnCifar(cell, tier)?.Query("top1"),
        ("Top-5 (%)", _) => OnCifar(cell, tier)?.Query("top5"),
        _ => null,
    };

    /// <inheritdoc/>
    public IReadOnlyList<ILiveExperiment> LiveExperiments { get; } =
    [
        .. CifarStudy.Live(Tier.Small).Select((_, i) => new LiveTraining<nn.Module<Tensor, Tensor>>(CifarTrial.Reported, tier => CifarStudy.Live(tier)[i].Configuration,
            (seed, tier, cancellation) => CifarStudy.Live(tier)[i].Run(Cifar10.Load(cancellation), seed))),
    ];

    // The checkpoint whose numbers a cell of any table prints.
    private static ImageNetTrial? OnImageNet(Cell cell) => cell switch
    {
        { Table: "5", Row: ['n', '=', .. var n] } => Released($"PS-ViT-B/{n}"),
        { Table: "6", Row: "N=4" } => Released("PS-ViT-B/14"),
        _ => Released(cell.Row),
    };

    private static ImageNetTrial? Released(string row) => ImageNetTrial.Named.Values.FirstOrDefault(trial => trial.Row == row);

    /// <summary>
    /// Which small trial stands for a cell. The five n of Table 5 are five n here, in order; in Table 8 n = 10, 12, 14 are the
    /// first three of them; in Tables 6 and 7 the model is <see cref="CifarTrial.Model"/>. Other widths and depths have no counterpart.
    /// </summary>
    private static CifarTrial? OnCifar(Cell cell, Tier tier) => (cell.Table, cell.Row) switch
    {
        _ when tier == Tier.Smoke => null,
        ("5", ['n', '=', .. var n]) when PointsFor(n) is { } points => CifarStudy.WithPoints(points, tier),
        ("6", ['N', '=', .. var n]) when CifarStudy.Iterations.Contains(int.Parse(n)) => CifarStudy.WithIterations(int.Parse(n), CifarView.Plain, tier),
        ("7", "PS-ViT-B/14") => CifarStudy.WithIterations(4, CifarView.Plain, tier),
        ("7", "ViT*") => CifarStudy.Vit(CifarView.Plain, tier),
        ("8", _) when cell.Row.Split("B/") is ["PS-ViT-", var n] => CifarStudy.WithPoints(PointsFor(n)!.Value, tier),
        ("8", _) when cell.Row.Split("B†/") is ["PS-ViT-", var n] => CifarStudy.Shared(PointsFor(n)!.Value, tier),
        _ => null,
    };

    private static readonly string[] PrintedPoints = ["10", "12", "14", "16", "18"];

    private static int? PointsFor(string printed) =>
        Array.IndexOf(PrintedPoints, printed) is >= 0 and var i ? CifarStudy.Points[i] : null;

    // A row of Table 2.
    private void Configuration(string row, PsVitOptions options, CountedModel model)
    {
        _computed[new("2", row, "N")] = () => options.Iterations;
        _computed[new("2", row, "N_v")] = () => options.Depth - options.Iterations;
        _computed[new("2", row, "C")] = () => options.Encoder.Width;
        _computed[new("2", row, "M")] = () => options.Encoder.Heads;
        _computed[new("2", row, "#params (M)")] = () => model.Parameters / 1e6m;
        _computed[new("2", row, "#FLOPs (B)")] = () => model.Flops / 1e9m;
    }

    /// <summary>A model that is built, without values, to be counted once.</summary>
    private sealed class CountedModel(Architecture architecture)
    {
        private readonly Lazy<(decimal Parameters, decimal Flops)> _counts = new(() =>
        {
            using var model = Blueprint.Of(architecture.Build);
            return (Counting.Parameters.Count(model),
                (decimal)Operations.Of(model, 1, 3, architecture.ImageSize, architecture.ImageSize).Cost(Conventions.PsVit));
        });

        public int ImageSize => architecture.ImageSize;

        public decimal Parameters => _counts.Value.Parameters;

        public decimal Flops => _counts.Value.Flops;
    }
}
