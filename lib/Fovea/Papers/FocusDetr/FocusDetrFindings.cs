using Fovea.Results;

namespace Fovea.Papers.FocusDetr;

/// <summary>Where the paper's numbers are wrong, or rest on what it does not say.</summary>
internal static class FocusDetrFindings
{
    private const string Flops = "GFLOPs", Parameters = "Params (M)";

    private const string OtherBasis =
        "279 is no mean over the first 100 images of val2017, as the other rows are: that is 244. One image of 800 x 1280 pixels costs 278";

    private const string WithoutDual = "without the 1.6 M of the dual attention's six self-attentions, which the authors' checkpoint has";

    /// <summary>Numbers that are wrong.</summary>
    public static IReadOnlyList<Slip> Slips { get; } =
    [
        new(new("1", "DINO", Flops), 244m, OtherBasis),
        new(new("3", "DINO (mixed)", Flops), 244m, OtherBasis),
        new(new("11", "DINO (mixed)", Flops), 244m, OtherBasis),
        new(new("1", "DINO -% DINO + Focus-DETR (α=0.3)", Flops), 37m, "of a baseline on another basis; like for like 244.4 become 154.5"),
        new(new("1", "Deformable DETR", Flops), 177m, "173 is the one-stage detector's; an AP of 46.2 is the two-stage detector's, to which Table 3 gives 177"),
        new(new("1", "Deformable DETR", Parameters), 41m, "40 is the one-stage detector's, as 173 GFLOPs are"),
        new(new("1", "DINO", Parameters), 48m, "cut off, not rounded"),
        new(new("1", "DINO + Sparse DETR (α=0.3)", Parameters), 48m, "cut off, not rounded"),
        new(new("1", "DINO + Focus-DETR (α=0.3)", Parameters), 49m, WithoutDual),
        new(new("2", "Focus-DETR (Ours)", Parameters), 68m, WithoutDual),
        new(new("sec-3.4", "cost of the encoder's deformable attention over the decoder's, eq. 4", "times"), 11m,
            "eq. 4 is proportional to the queries, of which there are 10,000 and 900; with the decoder's self-attention it is 5.5, and 7.0 is Fig. 2's ratio for DINO"),
        new(new("sec-3.4", "cost that γ = 0.3 saves, eq. 4", "%"), 64m, "\"over 60%\" holds by eq. 4 alone; with the decoder's self-attention it is 59.3%"),
        new(new("sec-3.4", "cost of 300 fine tokens over that of the deformable attention, eq. 5", "share"), .045m,
            "at γ = 0.3; \"less than 0.025\" holds from γ = 0.61 on"),
    ];

    /// <summary>Numbers that ours come near.</summary>
    public static IReadOnlyList<Approximation> Approximations { get; } =
    [
        .. Near(1.2m, "over which images is not said; here a mean over the first 100 of val2017, batch normalisation at 2 and layer normalisation at 5 an element",
            ("1", "DINO + Focus-DETR (α=0.3)"), ("3", "DINO (mixed) + Focus-DETR (α=0.3)"), ("11", "DINO (mixed) + Focus-DETR (α=0.3)"),
            ("11", "DINO (mixed) + Sparse DETR (dual attention) (α=0.3)"), ("6", "Focus-DETR, α=0.3"),
            ("1", "DINO + Sparse DETR (α=0.3)"), ("3", "DINO (mixed) + Sparse DETR (α=0.3)"), ("11", "DINO (mixed) + Sparse DETR (α=0.3)"),
            ("6", "DINO + Sparse DETR, α=0.2"), ("6", "DINO + Sparse DETR, α=0.3"), ("6", "DINO + Sparse DETR, α=0.4"), ("6", "DINO + Sparse DETR, α=0.5"),
            ("6", "Focus-DETR, α=0.1"), ("6", "Focus-DETR, α=0.4"), ("6", "Focus-DETR, α=0.5")),
        .. Near(1.2m, "which head and which images is not said; here by Sparse DETR's counter on 800 x 1066 pixels",
            ("3", "Deformable DETR (priori) + Focus-DETR (α=0.3)"), ("11", "Deformable DETR (priori) + Focus-DETR (α=0.3)"),
            ("11", "Deformable DETR (priori) + Sparse DETR (dual attention) (α=0.3)")),
        .. Near(1.2m, "Sparse DETR's own counter gives 120.475, on 800 x 1066 pixels",
            ("1", "Sparse DETR (α=0.3)"), ("3", "Deformable DETR (priori) + Sparse DETR (α=0.3)"), ("11", "Deformable DETR (priori) + Sparse DETR (α=0.3)"),
            ("6", "Sparse DETR, α=0.3")),
        .. Near(1.2m, "read with doubt from a figure; here products alone, a mean over the first 100 images of val2017",
            ("fig-2", "DINO encoder"), ("fig-2", "Focus-DETR encoder")),
    ];

    private static IEnumerable<Approximation> Near(decimal tolerance, string reason, params (string Table, string Row)[] cells) =>
        cells.Select(cell => new Approximation(new(cell.Table, cell.Row, Flops), tolerance, reason));
}
