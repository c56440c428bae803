using Fovea.Display;
using Fovea.Display.Svg;

namespace Fovea.Tests.Display;

/// <summary>What <see cref="Palette"/> promises, computed: contrast after WCAG 2.2, distances after CIE 1976.</summary>
public class PaletteTests
{
    private const double LeastContrast = 3, LeastDistance = 15.9;

    // Severity 1.0 of G. Machado, M. Oliveira, L. Fernandes, IEEE TVCG 15 (2009), for linear RGB.
    private static readonly double[][] Normal = [[1, 0, 0], [0, 1, 0], [0, 0, 1]];
    private static readonly double[][] Protanopia =
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]];
    private static readonly double[][] Deuteranopia =
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]];
    private static readonly double[][] Tritanopia =
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]];

    [Fact]
    public void Every_colour_stands_out_from_light_and_dark_paper()
    {
        foreach (var theme in new[] { Theme.Light, Theme.Dark })
            Assert.All(Palette.Series, colour => Assert.InRange(Contrast(colour, theme.Paper), LeastContrast, 21));
    }

    [Fact]
    public void Text_of_both_themes_reads_on_its_paper()
    {
        foreach (var theme in new[] { Theme.Light, Theme.Dark })
            Assert.All(
                new[] { theme.Ink, theme.Soft, theme.Good, theme.Bad, theme.Warn },
                colour => Assert.InRange(Contrast(colour, theme.Paper), 4.5, 21));
    }

    [Fact]
    public void Colours_differ_for_every_kind_of_colour_vision()
    {
        foreach (var vision in new[] { Normal, Protanopia, Deuteranopia, Tritanopia })
        {
            var seen = Palette.Series.Select(colour => Lab(See(Linear(colour), vision))).ToArray();
            for (var i = 0; i < seen.Length; i++)
                for (var j = 0; j < i; j++)
                    Assert.True(
                        Distance(seen[i], seen[j]) >= LeastDistance,
                        $"{Palette.Series[i]} and {Palette.Series[j]} are {Distance(seen[i], seen[j]):0.0} apart");
        }
    }

    [Fact]
    public void No_two_series_of_the_palette_look_alike_without_colour() =>
        Assert.Equal(Palette.Series.Count, Palette.Symbols.Distinct().Count());

    private static double Contrast(string a, string b)
    {
        var (one, other) = (Luminance(a) + 0.05, Luminance(b) + 0.05);
        return Math.Max(one, other) / Math.Min(one, other);
    }

    private static double Luminance(string hex)
    {
        var rgb = Linear(hex);
        return 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2];
    }

    private static double[] Linear(string hex) =>
        [.. Convert.FromHexString(hex[1..]).Select(value => value / 255.0).Select(value => value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4))];

    private static double[] See(double[] rgb, double[][] vision) =>
        [.. vision.Select(row => Math.Clamp(row.Zip(rgb, (a, b) => a * b).Sum(), 0, 1))];

    private static double[] Lab(double[] rgb)
    {
        var x = F((0.4124564 * rgb[0] + 0.3575761 * rgb[1] + 0.1804375 * rgb[2]) / 0.95047);
        var y = F(0.2126729 * rgb[0] + 0.7151522 * rgb[1] + 0.0721750 * rgb[2]);
        var z = F((0.0193339 * rgb[0] + 0.1191920 * rgb[1] + 0.9503041 * rgb[2]) / 1.08883);
        return [116 * y - 16, 500 * (x - y), 200 * (y - z)];

        static double F(double t) => t > 216.0 / 24389 ? Math.Cbrt(t) : (24389.0 / 27 * t + 16) / 116;
    }

    private static double Distance(double[] a, double[] b) => Math.Sqrt(a.Zip(b, (p, q) => (p - q) * (p - q)).Sum());
}
