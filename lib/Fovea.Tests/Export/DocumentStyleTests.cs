using System.Globalization;
using System.Text.RegularExpressions;
using Fovea.Runner.Export;

namespace Fovea.Tests.Export;

public partial class DocumentStyleTests
{
    private static readonly Dictionary<string, (string Light, string Dark)> Colours = Definition().Matches(Assets.Own("document.css"))
        .ToDictionary(m => m.Groups["name"].Value, m => (m.Groups["light"].Value, m.Groups["dark"].Value));

    public static TheoryData<string, string> InksAndGrounds()
    {
        var pairs = new TheoryData<string, string>();
        foreach (var ink in new[] { "ink", "muted", "link", "bad", "warn" })
            pairs.Add(ink, "paper");
        foreach (var ink in new[] { "ink", "muted", "keyword", "type", "method", "string", "number" })
            pairs.Add(ink, "shade");
        foreach (var ink in new[] { "ink", "muted", "link", "bad" })
            pairs.Add(ink, "bad-shade");
        return pairs;
    }

    /// <summary>WCAG 2.2, success criterion 1.4.3: 4.5 to 1 for text.</summary>
    [Theory]
    [MemberData(nameof(InksAndGrounds))]
    public void TextIsLegibleInBothThemes(string ink, string ground)
    {
        Assert.InRange(Contrast(Colours[ink].Light, Colours[ground].Light), 4.5, 21);
        Assert.InRange(Contrast(Colours[ink].Dark, Colours[ground].Dark), 4.5, 21);
    }

    private static double Contrast(string a, string b)
    {
        var (x, y) = (Luminance(a), Luminance(b));
        return (Math.Max(x, y) + 0.05) / (Math.Min(x, y) + 0.05);
    }

    private static double Luminance(string hex)
    {
        double Channel(int start)
        {
            var value = int.Parse(hex.AsSpan(start, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
            return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
        }
        return 0.2126 * Channel(1) + 0.7152 * Channel(3) + 0.0722 * Channel(5);
    }

    [GeneratedRegex(@"--(?<name>[\w-]+): light-dark\((?<light>#[0-9a-f]{6}), (?<dark>#[0-9a-f]{6})\)")]
    private static partial Regex Definition();
}
