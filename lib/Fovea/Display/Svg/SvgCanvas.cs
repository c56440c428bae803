using System.Globalization;
using System.Text;
using System.Xml;

namespace Fovea.Display.Svg;

/// <summary>A colour, and the class by which the page's theme may replace it.</summary>
internal readonly record struct Paint(string Colour, string? Class = null, double Opacity = 1)
{
    public static readonly Paint None = new("none");
    public static readonly Paint Paper = new(Theme.Light.Paper, "fv-paper");
    public static readonly Paint PaperLine = new(Theme.Light.Paper, "fv-edge");
    public static readonly Paint Ink = new(Theme.Light.Ink, "fv-ink");
    public static readonly Paint Soft = new(Theme.Light.Soft, "fv-soft");
    public static readonly Paint InkLine = new(Theme.Light.Ink, "fv-line");
    public static readonly Paint GridLine = new(Theme.Light.Grid, "fv-grid");
    public static readonly Paint AxisLine = new(Theme.Light.Axis, "fv-axis");

    /// <summary>A CSS colour of the chart; an alpha in it becomes opacity, which every SVG reader knows.</summary>
    public static Paint Of(string css, double opacity = 1) =>
        Rgb.TryParse(css, out var colour, out var alpha) ? new(colour.Hex, null, opacity * alpha) : new(css, null, opacity);
}

/// <summary>Where text stands at its point: along the line.</summary>
internal enum Anchor { Start, Middle, End }

/// <summary>
/// Writes SVG with pixel coordinates rounded to hundredths, so that equal figures are equal bytes. Colours are plain
/// attributes, for readers without style sheets; classes carry the theme.
/// </summary>
internal sealed class SvgCanvas : IDisposable
{
    private const string Namespace = "http://www.w3.org/2000/svg";
    private readonly StringBuilder text = new();
    private readonly XmlWriter xml;

    /// <param name="width">In pixels; the drawing scales to the width it is given.</param>
    /// <param name="height">In pixels.</param>
    /// <param name="alt">What the picture shows, for readers who do not see it.</param>
    /// <param name="css">A style sheet to carry along in a file of its own; null inside a page.</param>
    public SvgCanvas(double width, double height, string alt, string? css)
    {
        xml = XmlWriter.Create(text, new() { OmitXmlDeclaration = true, ConformanceLevel = ConformanceLevel.Fragment });
        xml.WriteStartElement("svg", Namespace);
        Attributes(
            ("class", "fovea"), ("viewBox", $"0 0 {Number(width)} {Number(height)}"), ("width", width), ("height", height),
            ("role", "img"), ("font-family", Theme.FontFamily), ("style", $"max-width:{Number(width)}px"));
        xml.WriteElementString("title", Namespace, Valid(alt));
        if (css is not null)
            xml.WriteElementString("style", Namespace, css);
        Rect(0, 0, width, height, Paint.Paper);
    }

    /// <summary>Ends the drawing and gives it.</summary>
    public string Finish()
    {
        xml.WriteEndElement();
        xml.Flush();
        return text.ToString();
    }

    public void Dispose() => xml.Dispose();

    public static string Number(double value)
    {
        var rounded = Math.Round(value, 2, MidpointRounding.AwayFromZero);
        return (rounded == 0 ? 0 : rounded).ToString("0.##", CultureInfo.InvariantCulture);
    }

    public void Line(double x1, double y1, double x2, double y2, Paint stroke, double width = 1, string dash = "solid") =>
        Element("line", Paint.None, stroke, width, dash, ("x1", x1), ("y1", y1), ("x2", x2), ("y2", y2));

    public void Rect(
        double x, double y, double width, double height, Paint fill, Paint? stroke = null, double strokeWidth = 1, string dash = "solid") =>
        Element("rect", fill, stroke ?? Paint.None, strokeWidth, dash, ("x", x), ("y", y), ("width", width), ("height", height));

    /// <summary>A rectangle that meets its neighbours without a seam.</summary>
    public void Cell(double x, double y, double width, double height, Paint fill) =>
        Element(
            "rect", fill, Paint.None, 0, "solid",
            ("x", x), ("y", y), ("width", width), ("height", height), ("shape-rendering", "crispEdges"));

    public void Circle(double x, double y, double radius, Paint fill, Paint? stroke = null, double strokeWidth = 1) =>
        Element("circle", fill, stroke ?? Paint.None, strokeWidth, "solid", ("cx", x), ("cy", y), ("r", radius));

    /// <summary>Draws what <see cref="PathData"/> describes.</summary>
    public void Path(string data, Paint fill, Paint? stroke = null, double strokeWidth = 1, string dash = "solid") =>
        Element("path", fill, stroke ?? Paint.None, strokeWidth, dash, ("d", data));

    public static string PathData(IEnumerable<(double X, double Y)> points, bool close = false)
    {
        var data = new StringBuilder();
        foreach (var (x, y) in points)
            data.Append(data.Length == 0 ? 'M' : 'L').Append(Number(x)).Append(',').Append(Number(y));
        return data.Append(close && data.Length > 0 ? "Z" : "").ToString();
    }

    /// <summary>Draws the image of a data URI; enlarged pixels keep their edges where it is to be crisp.</summary>
    public void Image(string uri, double x, double y, double width, double height, bool crisp, double opacity = 1)
    {
        xml.WriteStartElement("image", Namespace);
        Attributes(
            ("x", x), ("y", y), ("width", width), ("height", height), ("preserveAspectRatio", "none"), ("href", uri),
            ("opacity", opacity < 1 ? opacity : null), ("style", crisp ? "image-rendering:pixelated" : null));
        xml.WriteEndElement();
    }

    /// <summary>What is drawn until <see cref="EndClip"/> shows inside the rectangle only.</summary>
    public void BeginClip(double x, double y, double width, double height)
    {
        xml.WriteStartElement("svg", Namespace); // a nested drawing clips without naming a clip path
        Attributes(
            ("x", x), ("y", y), ("width", width), ("height", height),
            ("viewBox", $"{Number(x)} {Number(y)} {Number(width)} {Number(height)}"), ("overflow", "hidden"), ("style", "max-width:none"));
    }

    public void EndClip() => xml.WriteEndElement();

    /// <summary>Writes lines downwards from the base line <paramref name="y"/>, turned clockwise about the point by degrees.</summary>
    public void Text(
        double x, double y, RichText rich, double size, Paint fill, Anchor anchor = Anchor.Start, bool bold = false, double rotation = 0)
    {
        for (var line = 0; line < rich.Lines.Count; line++)
        {
            xml.WriteStartElement("text", Namespace);
            Fill(fill);
            Attributes(
                ("x", x), ("y", y + line * size * RichText.LineHeight), ("font-size", size),
                ("text-anchor", anchor == Anchor.Start ? null : anchor == Anchor.Middle ? "middle" : "end"),
                ("font-weight", bold ? "600" : null),
                ("transform", rotation == 0 ? null : $"rotate({Number(rotation)} {Number(x)} {Number(y)})"));
            Runs(rich.Lines[line], size);
            xml.WriteEndElement();
        }
    }

    private void Runs(IReadOnlyList<TextRun> runs, double size)
    {
        var shift = 0.0;
        foreach (var run in runs)
        {
            var wanted = run.Script switch { > 0 => -0.38 * size, < 0 => 0.22 * size, _ => 0 };
            if (run is { Bold: false, Italic: false, Script: 0 } && shift == 0)
            {
                xml.WriteString(Valid(run.Text));
                continue;
            }
            xml.WriteStartElement("tspan", Namespace);
            Attributes(
                ("dy", wanted == shift ? null : wanted - shift), ("font-size", run.Script == 0 ? null : size * RichText.ScriptSize),
                ("font-weight", run.Bold ? "600" : null), ("font-style", run.Italic ? "italic" : null));
            xml.WriteString(Valid(run.Text));
            xml.WriteEndElement();
            shift = wanted;
        }
    }

    /// <summary>XML has no place for most control characters, however they came into a name.</summary>
    private static string Valid(string text) => text.All(XmlConvert.IsXmlChar)
        ? text
        : string.Concat(text.EnumerateRunes().Select(rune => rune.IsBmp && !XmlConvert.IsXmlChar((char)rune.Value) ? "\uFFFD" : rune.ToString()));

    private void Element(
        string name, Paint fill, Paint stroke, double strokeWidth, string dash, params ReadOnlySpan<(string Name, object? Value)> geometry)
    {
        xml.WriteStartElement(name, Namespace);
        Attributes(geometry);
        Fill(fill, stroke.Class);
        if (stroke != Paint.None && strokeWidth > 0)
            Attributes(
                ("stroke", stroke.Colour), ("stroke-width", strokeWidth == 1 ? null : strokeWidth),
                ("stroke-opacity", stroke.Opacity < 1 ? stroke.Opacity : null), ("stroke-dasharray", DashArray(dash, strokeWidth)),
                ("stroke-linejoin", name == "path" ? "round" : null));
        xml.WriteEndElement();
    }

    private void Fill(Paint fill, string? alsoClass = null) =>
        Attributes(
            ("fill", fill.Colour), ("fill-opacity", fill.Opacity < 1 ? fill.Opacity : null),
            ("class", fill.Class is null || alsoClass is null ? fill.Class ?? alsoClass : $"{fill.Class} {alsoClass}"));

    private static string? DashArray(string dash, double width)
    {
        double[]? parts = dash switch
        {
            "dot" => [1, 1.6],
            "dash" => [4, 2.5],
            "longdash" => [8, 3],
            "dashdot" => [4, 2, 1, 2],
            "longdashdot" => [8, 2.5, 1, 2.5],
            _ => null,
        };
        return parts is null ? null : string.Join(' ', parts.Select(part => Number(part * Math.Max(width, 1))));
    }

    private void Attributes(params ReadOnlySpan<(string Name, object? Value)> attributes)
    {
        foreach (var (name, value) in attributes)
            if (value is not null)
                xml.WriteAttributeString(name, value is double number ? Number(number) : (string)value);
    }
}
