using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Fovea.Display.Svg;

internal readonly partial record struct Rgb(byte R, byte G, byte B)
{
    public string Hex => $"#{R:x2}{G:x2}{B:x2}";

    /// <summary>Relative luminance (WCAG 2.2).</summary>
    public double Luminance => 0.2126 * Linear(R) + 0.7152 * Linear(G) + 0.0722 * Linear(B);

    /// <summary>Reads #rgb, #rrggbb, rgb(...) and rgba(...).</summary>
    public static bool TryParse(string css, out Rgb colour, out double alpha)
    {
        (colour, alpha) = (default, 1);
        if (Hexadecimal().Match(css) is { Success: true } hex)
        {
            var digits = hex.Groups[1].Value;
            if (digits.Length == 3)
                digits = string.Concat(digits.Select(digit => $"{digit}{digit}"));
            var value = int.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            colour = new((byte)(value >> 16), (byte)(value >> 8), (byte)value);
            return true;
        }
        if (Functional().Match(css) is not { Success: true } rgb)
            return false;
        double Part(int group) => double.Parse(rgb.Groups[group].Value, CultureInfo.InvariantCulture);
        colour = new((byte)Part(1), (byte)Part(2), (byte)Part(3));
        if (rgb.Groups[4].Success)
            alpha = Part(4);
        return true;
    }

    public static Rgb Mix(Rgb from, Rgb to, double share)
    {
        byte Between(byte a, byte b) => (byte)Math.Round(a + (b - a) * share, MidpointRounding.AwayFromZero);
        return new(Between(from.R, to.R), Between(from.G, to.G), Between(from.B, to.B));
    }

    private static double Linear(byte channel)
    {
        var value = channel / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
    }

    [GeneratedRegex(@"^\s*#([0-9a-fA-F]{6}|[0-9a-fA-F]{3})\s*$")]
    private static partial Regex Hexadecimal();

    [GeneratedRegex(@"^\s*rgba?\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})\s*(?:,\s*([0-9.]+)\s*)?\)\s*$")]
    private static partial Regex Functional();
}

/// <summary>Colours for numbers: stops in [0, 1], mixed linearly in sRGB, as plotly does.</summary>
internal sealed class ColourScale
{
    // The stops of plotly.js, so that the static and the interactive form agree.
    private static readonly Dictionary<string, string[]> Named = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Viridis"] =
        [
            "#440154", "#48186a", "#472d7b", "#424086", "#3b528b", "#33638d", "#2c728e", "#26828e", "#21918c", "#1fa088", "#28ae80",
            "#3fbc73", "#5ec962", "#84d44b", "#addc30", "#d8e219", "#fde725",
        ],
        ["Cividis"] =
        [
            "#00204c", "#002a66", "#00346e", "#273f6c", "#3c4a6b", "#4c556b", "#5b5f6d", "#686a70", "#757575", "#838178", "#928c78",
            "#a19876", "#b0a572", "#c0b16d", "#d1bf66", "#e1cc5c", "#f3db4f", "#ffe945",
        ],
        ["Greys"] = ["#000000", "#ffffff"],
    };

    private static readonly (double At, string Colour)[] RedBlue =
        [(0, "#050aac"), (0.35, "#6a89f7"), (0.5, "#bebebe"), (0.6, "#dcaa84"), (0.7, "#e6915a"), (1, "#b20a1c")];

    private readonly (double At, Rgb Colour)[] stops;

    private ColourScale(IEnumerable<(double At, string Colour)> stops) =>
        this.stops = [.. stops.Select(stop => Rgb.TryParse(stop.Colour, out var colour, out _)
            ? (stop.At, colour)
            : throw new NotSupportedException($"The static writer reads #rrggbb and rgb(...) in a colour scale, not '{stop.Colour}'."))];

    public static ColourScale Viridis { get; } = Of("Viridis");

    /// <summary>Reads a trace's <c>colorscale</c>: a name, or pairs of position and colour.</summary>
    /// <exception cref="NotSupportedException">The name or a colour is none the writer knows.</exception>
    public static ColourScale Of(JsonNode? scale, bool reversed)
    {
        var read = scale is JsonArray pairs
            ? new ColourScale(pairs.Select(pair => (pair.Items()[0].Number() ?? 0, pair.Items()[1].Text() ?? "")))
            : Of(scale.Text() ?? "Viridis");
        return reversed ? new(read.stops.Reverse().Select(stop => (1 - stop.At, stop.Colour.Hex))) : read;
    }

    private static ColourScale Of(string name)
    {
        if (name.Equals("RdBu", StringComparison.OrdinalIgnoreCase))
            return new(RedBlue);
        if (Named.TryGetValue(name, out var colours))
            return new(colours.Select((colour, i) => (i / (colours.Length - 1.0), colour)));
        throw new NotSupportedException(
            $"The static writer has the colour scales {string.Join(", ", Named.Keys)} and RdBu, not '{name}'. Give its stops (Colorscale.NewCustom), or use one of these.");
    }

    /// <summary>The colour at <paramref name="share"/>, which is held to [0, 1].</summary>
    public Rgb At(double share)
    {
        var above = Array.FindIndex(stops, stop => stop.At >= share);
        if (above <= 0)
            return above < 0 ? stops[^1].Colour : stops[0].Colour;
        var (from, to) = (stops[above - 1], stops[above]);
        return Rgb.Mix(from.Colour, to.Colour, (share - from.At) / (to.At - from.At));
    }
}
