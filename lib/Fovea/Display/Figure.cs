using System.Text.Json.Nodes;
using Fovea.Display.Svg;
using Plotly.NET;

namespace Fovea.Display;

/// <summary>
/// A chart in the workbook's style with its caption. A notebook shows the static picture, which a document that
/// carries plotly replaces by the interactive chart; a file has the picture alone.
/// </summary>
/// <remarks>
/// The HTML is a <c>div.fovea-figure</c> of three parts: <c>div.plotly-static</c> with the SVG, a script element of type
/// <c>application/vnd.plotly.v1+json</c>, and <c>p.figure-caption</c>. The JSON has data, layout and config, in the light
/// theme, and <c>dark</c>: the template (<c>layout.template</c>) to use on dark paper.
/// </remarks>
[TypeFormatterSource(typeof(ShownFormatterSource))]
public sealed class Figure : IShown
{
    private readonly JsonObject styled;
    private readonly double width;

    /// <param name="chart">From Plotly.NET or <see cref="Plot"/>.</param>
    /// <param name="caption">What the figure shows and from what, a sentence or two; plain text.</param>
    /// <param name="alt">What a reader who does not see it should know; the caption where it is left out.</param>
    /// <exception cref="ArgumentException">The caption is empty.</exception>
    /// <exception cref="NotSupportedException">The chart has a part the static writer does not draw; the message names it.</exception>
    public Figure(GenericChart chart, string caption, string? alt = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(caption);
        Caption = caption;
        Alt = alt ?? caption;
        styled = FigureStyle.Apply((JsonObject)JsonNode.Parse(GenericChart.toJson(chart))!);
        width = styled.At("layout", "width").Number() ?? FigureStyle.Width;
        Svg = FigureSvg.Render(styled, Alt, alone: false);
        var interactive = (JsonObject)styled.DeepClone();
        interactive.Child("layout").Remove("width");
        Json = interactive.ToJsonString(Display.Json.Compact);
    }

    /// <summary>Plain text under the figure.</summary>
    public string Caption { get; }

    /// <summary>The figure in words.</summary>
    public string Alt { get; }

    /// <summary>Plotly's JSON of the styled chart; without a width, so that it fills its column.</summary>
    public string Json { get; }

    /// <summary>The picture for a page: the page's style carries its theme.</summary>
    public string Svg { get; }

    /// <summary>The figure as a page's fragment.</summary>
    public string ToHtml() =>
        $"{Theme.FigureCss}<div class=\"fovea fovea-figure\" style=\"max-width:{SvgCanvas.Number(width)}px\"><div class=\"plotly-static\">{Svg}</div>" +
        $"<script type=\"application/vnd.plotly.v1+json\">{Html.Script(Json)}</script>" +
        $"<p class=\"figure-caption\">{Html.Encode(Caption)}</p></div>";

    /// <summary>The caption, for readers of plain text.</summary>
    public string ToText() => $"[Figure] {Caption}";

    /// <inheritdoc cref="ToText"/>
    public override string ToString() => ToText();

    /// <summary>Writes the picture as a file of its own, which follows its reader's light or dark setting.</summary>
    /// <param name="path">Ends in .svg. Its folder is made; a file there is replaced whole.</param>
    /// <exception cref="ArgumentException">The path ends otherwise.</exception>
    public void Save(string path) => SvgFile.Write(path, ToSvg());

    /// <summary>The picture as a file of its own has it.</summary>
    public string ToSvg() => FigureSvg.Render(styled, Alt, alone: true);
}
