using Fovea.Data.Scenes;
using Fovea.Results;
using Fovea.Training;

namespace Fovea.Papers.FocusDetr;

/// <summary>What the models say to the numbers of the paper: parameters, FLOPs by its counters, Table 7, and Section 3.4.</summary>
/// <remarks>
/// The paper's text is a scan whose tables have lost digits: claims say which numbers cannot be read. What it says of Fig. 2 and of
/// eq. 4 and 5 stands as tables of their names.
/// </remarks>
public sealed class FocusDetrLedger : IPaperLedger
{
    private const string Flops = "GFLOPs", Parameters = "Params (M)", Equation = "sec-3.4";
    private const string Priori = "Deformable DETR (priori)", Learnable = "Deformable DETR (learnable)", Mixed = "DINO (mixed)";
    private const string Sparse = " + Sparse DETR (α=0.3)", Focus = " + Focus-DETR (α=0.3)", Dual = " + Sparse DETR (dual attention) (α=0.3)";
    private const string AttentionRatio = "cost of the encoder's deformable attention over the decoder's, eq. 4";
    private const string Saved = "cost that γ = 0.3 saves, eq. 4";
    private const string FineShare = "cost of 300 fine tokens over that of the deformable attention, eq. 5";

    private readonly Dictionary<Cell, Func<decimal>> _computed = [];

    /// <summary>A ledger that has counted nothing yet: what a cell asks for is counted then.</summary>
    public FocusDetrLedger()
    {
        var dino = new CountedDetector(FocusDetrOptions.Dino);
        var deformable = new CountedDetector(FocusDetrOptions.Deformable);
        var oneStage = new CountedDetector(FocusDetrOptions.DeformableOneStage);
        var focus = Keep(keep => new CountedDetector(FocusDetrOptions.Focus(keep)));
        var dinoSparse = Keep(keep => new CountedDetector(FocusDetrOptions.DinoSparse(keep)));
        var sparse = Keep(keep => new CountedDetector(FocusDetrOptions.SparseDetr(keep)));
        var deep = new CountedDetector(FocusDetrOptions.Focus(.3), ResidualNetwork.HundredAndOne);

        Row("1", "Deformable DETR", deformable, () => deformable.MeanBySparseDetr);
        Row("1", "Sparse DETR (α=0.3)", sparse[.3], () => sparse[.3].OfTheLastImage);
        Row("1", "DINO", dino, () => dino.Mean);
        Row("1", "DINO + Sparse DETR (α=0.3)", dinoSparse[.3], () => dinoSparse[.3].Mean);
        Row("1", "DINO + Focus-DETR (α=0.3)", focus[.3], () => focus[.3].Mean);
        _computed[new("2", "Focus-DETR (Ours)", Parameters)] = () => deep.Parameters;
        foreach (var table in new[] { "3", "11" })
        {
            _computed[new(table, Priori, Flops)] = () => deformable.MeanBySparseDetr;
            _computed[new(table, Priori + Sparse, Flops)] = () => sparse[.3].OfTheLastImage;
            _computed[new(table, Priori + Focus, Flops)] = () => new CountedDetector(FocusDetrOptions.Focus(.3).InDeformableDetr()).OfTheLastImage;
            _computed[new(table, Learnable, Flops)] = () => oneStage.MeanBySparseDetr;
            _computed[new(table, Mixed, Flops)] = () => dino.Mean;
            _computed[new(table, Mixed + Sparse, Flops)] = () => dinoSparse[.3].Mean;
            _computed[new(table, Mixed + Focus, Flops)] = () => focus[.3].Mean;
        }
        _computed[new("11", Priori + Dual, Flops)] = () => new CountedDetector((FocusDetrOptions.DinoSparse(.3) with { FineTokens = 300 }).InDeformableDetr()).OfTheLastImage;
        _computed[new("11", Mixed + Dual, Flops)] = () => new CountedDetector(FocusDetrOptions.DinoSparse(.3) with { FineTokens = 300 }).Mean;
        foreach (var (keep, ratios) in SelectorOptions.Cascades)
        {
            var alpha = FormattableString.Invariant($"α={keep}");
            if (keep > .1) _computed[new("6", $"Sparse DETR, {alpha}", Flops)] = () => sparse[keep].OfTheLastImage;
            _computed[new("6", $"DINO + Sparse DETR, {alpha}", Flops)] = () => dinoSparse[keep].Mean;
            _computed[new("6", $"Focus-DETR, {alpha}", Flops)] = () => focus[keep].Mean;
            foreach (var (layer, ratio) in ratios.Index()) _computed[new("7", alpha, $"layer {layer + 1}")] = () => (decimal)ratio;
        }
        foreach (var part in new[] { "encoder", "decoder" })
        {
            _computed[new("fig-2", $"Deformable DETR {part}", Flops)] = () => oneStage.Products(part);
            _computed[new("fig-2", $"DINO {part}", Flops)] = () => dino.Products(part);
            _computed[new("fig-2", $"Focus-DETR {part}", Flops)] = () => focus[.3].Products(part);
        }
        Section34();
    }

    /// <inheritdoc/>
    public string Paper => "focus-detr";

    /// <inheritdoc/>
    public string Notebook => "20-focus-detr";

    /// <inheritdoc/>
    public IReadOnlyDictionary<Cell, Func<decimal>> Computed => _computed;

    /// <inheritdoc/>
    public IReadOnlyList<Slip> Slips { get; } = FocusDetrFindings.Slips;

    /// <inheritdoc/>
    public IReadOnlyList<Approximation> Approximations { get; } = FocusDetrFindings.Approximations;

    /// <inheritdoc/>
    public IReadOnlyDictionary<Cell, string> Unanswered { get; } = new Dictionary<Cell, string>
    {
        [new("3", $"{Priori}{Sparse} > {Mixed}{Sparse}", "Corr")] = "Corr is here of all tokens that the first layer keeps, in the paper of the tenth with the highest scores",
        [new("10", "Focus-DETR, R-50, 12 epochs > DINO, R-50, 12 epochs", "AP")] = "the paper's 12 epochs are a schedule of their own, a third of a training here is not",
    };

    /// <inheritdoc/>
    public RunQuery? Measured(Cell cell, Tier tier) => tier switch
    {
        Tier.Paper => CocoTrial.Query(cell),
        Tier.Small or Tier.Full => SceneCells.Query(cell, tier),
        _ => null,
    };

    /// <inheritdoc/>
    public IReadOnlyList<ILiveExperiment> LiveExperiments { get; } =
    [
        .. SceneStudy.Live(Tier.Small).Select((_, i) => new LiveTraining<SceneDetector>(SceneTrial.Reported, tier => SceneStudy.Live(tier)[i].Configuration,
            (seed, tier, cancellation) => SceneStudy.Live(tier)[i].Run(DigitScenes.Load(cancellation: cancellation), seed))),
    ];

    private void Row(string table, string row, CountedDetector model, Func<decimal> flops)
    {
        _computed[new(table, row, Parameters)] = () => model.Parameters;
        _computed[new(table, row, Flops)] = flops;
    }

    // Eq. 4 and 5 at K = 4, M = 8, C = 256, 900 queries and 10,000 tokens.
    private void Section34()
    {
        const int tokens = 10_000, queries = 900;
        const decimal kept = .3m;
        decimal Attention(decimal count) => Complexity.DeformableAttention(4, 8, 256, count);
        _computed[new(Equation, AttentionRatio, "times")] = () => Attention(tokens) / Attention(queries);
        _computed[new(Equation, Saved, "%")] = () => 100 * (1 - (Attention(kept * tokens) + Attention(queries)) / (Attention(tokens) + Attention(queries)));
        _computed[new(Equation, FineShare, "share")] = () => Complexity.SelfAttention(256, 300) / (Attention(kept * tokens) + Attention(queries));
    }

    private static Dictionary<double, CountedDetector> Keep(Func<double, CountedDetector> build) => SelectorOptions.Cascades.Keys.ToDictionary(keep => keep, build);
}
