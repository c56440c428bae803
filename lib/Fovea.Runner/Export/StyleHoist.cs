using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace Fovea.Runner.Export;

/// <summary>
/// Collects the style blocks of outputs for a document's head, each text once. Formatters send their style
/// with every table; a page of fifty tables needs one copy.
/// </summary>
internal sealed class StyleHoist
{
    private const string EndTag = "</style";

    private readonly HtmlParser _parser = new(new HtmlParserOptions { IsKeepingSourceReferences = true });
    private readonly List<string> _styles = [];

    /// <summary>Distinct style texts in order of first appearance.</summary>
    public IReadOnlyList<string> Styles => _styles;

    /// <summary>
    /// Takes the style elements out of <paramref name="html"/> and leaves the rest as it is, byte for byte.
    /// Styles inside an SVG belong to the picture and stay.
    /// </summary>
    public string Take(string html)
    {
        if (!html.Contains("<style", StringComparison.OrdinalIgnoreCase))
            return html;
        var rest = new StringBuilder();
        var position = 0;
        foreach (var style in _parser.ParseDocument(html).QuerySelectorAll("style"))
        {
            if (style.Closest("svg") is not null || style.SourceReference is not { } source)
                continue;
            // A style is raw text: it ends at the first end tag, whatever stands between.
            var start = source.Position.Index;
            var endTag = html.IndexOf(EndTag, start, StringComparison.OrdinalIgnoreCase);
            if (endTag < 0)
                continue;
            rest.Append(html, position, start - position);
            position = html.IndexOf('>', endTag) + 1;
            Add(style.TextContent.Trim());
        }
        return rest.Append(html, position, html.Length - position).ToString();
    }

    private void Add(string style)
    {
        if (style.Length > 0 && !_styles.Contains(style))
            _styles.Add(style);
    }
}
