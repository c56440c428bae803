using System.Globalization;

namespace Plotly.NET;

/// <summary>One colour, one colour a datum, or one colour-scale value a datum.</summary>
public class Color
{
    private Color(object value) => Value = value;

    /// <summary>A CSS colour, or an array of CSS colours or of numbers.</summary>
    public object Value { get; }

    public static Color fromARGB(int a, int r, int g, int b)
    {
        foreach (var part in new[] { a, r, g, b })
            if (part is < 0 or > 255)
                throw new ArgumentException("Value for component needs to be between 0 and 255.");
        return new(string.Create(CultureInfo.InvariantCulture, $"rgba({r}, {g}, {b}, {a / 255.0:0.0##})"));
    }

    public static Color fromRGB(int r, int g, int b) => fromARGB(255, r, g, b);

    /// <exception cref="ArgumentException"><paramref name="s"/> is not six hexadecimal digits.</exception>
    public static Color fromHex(string s)
    {
        var digits = s.TrimStart('#');
        if (digits.Length != 6 || !int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var rgb))
            throw new ArgumentException($"Invalid hex color format: '{s}'");
        return fromRGB(rgb >> 16, (rgb >> 8) & 255, rgb & 255);
    }

    public static Color fromString(string c) => new(c);

    public static Color fromColors(IEnumerable<Color> c) => new(c.Select(color => color.Value).ToArray());

    public static Color fromColorScaleValues<a>(IEnumerable<a> c) => new(c.Cast<object>().ToArray());

    public override bool Equals(object? other) => other is Color color && Equals(Value, color.Value);

    public override int GetHashCode() => Value.GetHashCode();
}
