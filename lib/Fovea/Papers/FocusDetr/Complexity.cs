namespace Fovea.Papers.FocusDetr;

/// <summary>Section 3.4: what attention costs by the paper's formulas, up to a factor.</summary>
public static class Complexity
{
    /// <summary>Eq. 4: G_DA = (K C + 3 M K + C + 5 K) N C.</summary>
    /// <param name="points">K.</param>
    /// <param name="heads">M.</param>
    /// <param name="width">C.</param>
    /// <param name="queries">N_q: gamma H W in the encoder.</param>
    public static decimal DeformableAttention(long points, long heads, long width, decimal queries) =>
        (points * width + 3 * heads * points + width + 5 * points) * queries * width;

    /// <summary>Eq. 5: G_OEC = 2 N C^2 + N^2 C; also what self-attention in the decoder costs.</summary>
    /// <param name="width">C.</param>
    /// <param name="tokens">N_0.</param>
    public static decimal SelfAttention(long width, decimal tokens) => 2 * tokens * width * width + tokens * tokens * width;
}
