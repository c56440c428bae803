namespace Fovea.Display.Svg;

/// <summary>
/// Widths of text without a font at hand: the advance widths of Helvetica (Adobe's font metrics; Arial and Liberation
/// Sans have the same), with room for the wider faces that may stand in.
/// </summary>
internal static class TextMetrics
{
    private const double Slack = 1.06;
    private const int Average = 556;

    // Thousandths of the font size, from the space (32) to the tilde (126).
    private static readonly int[] Widths =
    [
        278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
        556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
        1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
        667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
        333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
        556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
    ];

    /// <summary>The width of one line in pixels.</summary>
    public static double Width(string text, double fontSize, bool bold = false)
    {
        var thousandths = text.Sum(character => character is >= ' ' and <= '~' ? Widths[character - ' '] : Average);
        return thousandths * fontSize / 1000 * Slack * (bold ? 1.07 : 1);
    }
}
