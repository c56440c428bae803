using System.Net;
using System.Text.RegularExpressions;

namespace Fovea.Display.Svg;

/// <summary>Text in one manner.</summary>
internal sealed record TextRun(string Text, bool Bold, bool Italic, int Script);

/// <summary>Plotly's text: lines of runs, from a little HTML (br, b, i, em, sub, sup; other tags are dropped).</summary>
internal sealed partial class RichText
{
    public const double LineHeight = 1.25, ScriptSize = 0.72;

    private RichText(IReadOnlyList<IReadOnlyList<TextRun>> lines) => Lines = lines;

    public IReadOnlyList<IReadOnlyList<TextRun>> Lines { get; }

    public static RichText Parse(string text)
    {
        var lines = new List<List<TextRun>> { new() };
        int bold = 0, italic = 0, script = 0;
        foreach (var part in Tags().Split(text))
            switch (part.ToLowerInvariant().Replace(" ", "", StringComparison.Ordinal))
            {
                case "": break;
                case "<br>" or "<br/>": lines.Add([]); break;
                case "<b>" or "<strong>": bold++; break;
                case "</b>" or "</strong>": bold--; break;
                case "<i>" or "<em>": italic++; break;
                case "</i>" or "</em>": italic--; break;
                case "<sub>": script--; break;
                case "</sub>": script++; break;
                case "<sup>": script++; break;
                case "</sup>": script--; break;
                case ['<', .., '>']: break;
                default: lines[^1].Add(new(WebUtility.HtmlDecode(part), bold > 0, italic > 0, Math.Sign(script))); break;
            }
        return new(lines);
    }

    public double Width(double fontSize, bool bold = false) =>
        Lines.Max(line => line.Sum(run => TextMetrics.Width(run.Text, run.Script == 0 ? fontSize : fontSize * ScriptSize, bold || run.Bold)));

    public double Height(double fontSize) => Lines.Count * LineHeight * fontSize;

    [GeneratedRegex(@"(</?(?:br|b|strong|i|em|sub|sup|span|a)\b[^>]*>)", RegexOptions.IgnoreCase)]
    private static partial Regex Tags();
}
