namespace Fovea.Tests.Papers.PnpDetr;

/// <summary>
/// The FLOPs of Table 1 as formulas of lengths, worked out by hand from the authors' counter: a second way to what the ledger
/// counts on modules. C = 256, F = 2048, H = 8, Q = 100, 6 + 6 layers.
/// </summary>
internal static class PnpDetrFormulas
{
    private const double C = 256, F = 2048, H = 8, Q = 100;

    /// <summary>a of eq. 20, for pairs of tokens.</summary>
    public const double A = 6 * (2 * C + 6 * H);

    /// <summary>b of eq. 20, for a token.</summary>
    public const double B = 6 * (4 * C * C + 2 * C * F + 11 * C + 3 * F);

    /// <summary>c of eq. 21, for a token.</summary>
    public const double CrossAttention = 6 * (2 * C * C + 2 * Q * C + 6 * H * Q + 3 * C);

    /// <summary>O of eq. 21.</summary>
    public const double Queries = 6 * Q * (6 * C * C + 2 * C * F + (2 * C + 6 * H) * Q + 17 * C + 3 * F);

    public static double Encoder(double tokens) => A * tokens * tokens + B * tokens;

    public static double Decoder(double tokens) => CrossAttention * tokens + Queries;

    /// <summary>Of N fine tokens out of L locations and M coarse ones from the rest.</summary>
    public static double Sampler(double locations, double fine, double coarse) =>
        locations * (C * C + 2 * C) + (locations - fine) * (C * C + 3 * C * coarse + C + 6 * coarse) + fine * C;

    /// <summary>What panoptic segmentation adds on the encoder's map: attention maps of the queries, and eq. 18.</summary>
    public static double Panoptic(double locations, double fine, double coarse) =>
        Q * C * C + 2 * Q * C + locations * C * C + locations * C + Q * locations * C + 5 * Q * H * locations + (locations - fine) * coarse * C;
}
