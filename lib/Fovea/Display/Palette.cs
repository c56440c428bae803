namespace Fovea.Display;

/// <summary>
/// Series colours, markers and dashes. The first four colours are of M. Okabe and K. Ito, "Color Universal Design" (2008),
/// those that read on white and on dark paper alike (contrast of at least 3 : 1 with both). The others keep that contrast,
/// and a distance of 16 (CIE 1976) from every other colour also as seen with protanopia, deuteranopia and tritanopia
/// (simulated after G. Machado et al., 2009). Each series has a marker and a dash of its own besides.
/// </summary>
public static class Palette
{
    /// <summary>Hexadecimal colours in the order of use: blue, vermillion, green, pink, brown, violet, slate, sand.</summary>
    public static IReadOnlyList<string> Series { get; } =
        ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#846030", "#9084FC", "#546C6C", "#A89054"];

    internal static readonly string[] Symbols = ["circle", "square", "diamond", "triangle-up", "x", "triangle-down", "cross", "star"];

    internal static readonly string[] Dashes = ["solid", "dash", "dot", "dashdot", "longdash", "longdashdot"];

    /// <summary>The colour of series <paramref name="index"/>; past the last, the first again.</summary>
    public static string Colour(int index) => Series[index % Series.Count];
}
