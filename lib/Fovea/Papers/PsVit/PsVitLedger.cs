using Fovea.Counting;
using Fovea.Results;
using static TorchSharp.torch;

namespace Fovea.Papers.PsVit;

/// <summary>What the models say to the numbers of the paper: configurations, parameters and FLOPs, by <see cref="Conventions.PsVit"/>.</summary>
public sealed class PsVitLedger : IPaperLedger
{
    private static readonly PsVitOptions Ti = PsVitOptions.Ti;
    private static readonly PsVitOptions B = PsVitOptions.B;

    // By the names of Tables 3, 8 and 9.
    private readonly Dictionary<string, CountedModel> _models = new()
    {
        ["ViT-B/16"] = new(VitOptions.VitB),
        ["DeiT-Ti"] = new(VitOptions.DeitTi),
        ["DeiT-S"] = new(VitOptions.DeitS),
        ["DeiT-B"] = new(VitOptions.DeitB),
        ["PS-ViT-Ti/14"] = new(Ti),
        ["PS-ViT-Ti†/14"] = new(Ti with { SharedWeights = true }),
        ["PS-ViT-B/10"] = new(B with { Points = 10 }),
        ["PS-ViT-B†/10"] = new(B with { Points = 10, SharedWeights = true }),
        ["PS-ViT-B/12"] = new(B with { Points = 12 }),
        ["PS-ViT-B†/12"] = new(B with { Points = 12, SharedWeights = true }),
        ["PS-ViT-B/14"] = new(B),
        ["PS-ViT-B†/14"] = new(B with { SharedWeights = true }),
        ["PS-ViT-B/16"] = new(B with { Points = 16 }),
        ["PS-ViT-B/18"] = new(B with { Points = 18 }),
    };

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

    /// <summary>Nothing yet: no experiment of this paper is recorded.</summary>
    public RunQuery? Measured(Cell cell, Tier tier) => null;

    /// <inheritdoc/>
    public IReadOnlyList<ILiveExperiment> LiveExperiments => [];

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
    private sealed class CountedModel
    {
        private readonly Lazy<(decimal Parameters, decimal Flops)> _counts;

        public CountedModel(PsVitOptions options) : this(() => new PsVitModel(options), options.ImageSize)
        {
        }

        public CountedModel(VitOptions options) : this(() => new VitModel(options), options.ImageSize)
        {
        }

        private CountedModel(Func<nn.Module> build, int imageSize)
        {
            ImageSize = imageSize;
            _counts = new(() =>
            {
                using var model = Blueprint.Of(build);
                return (Counting.Parameters.Count(model), (decimal)Operations.Of(model, 1, 3, imageSize, imageSize).Cost(Conventions.PsVit));
            });
        }

        public int ImageSize { get; }

        public decimal Parameters => _counts.Value.Parameters;

        public decimal Flops => _counts.Value.Flops;
    }
}
