namespace Fovea.Display;

/// <summary>
/// Colours of paper, ink and grid in light and dark, and the style block by which figures and tables follow their host:
/// the reader's setting, or where the host states a theme of its own (<c>data-theme</c>, VS Code, Jupyter), that one.
/// </summary>
/// <remarks>
/// The block is the same text everywhere, so that a document can keep one copy. Paper and ink are those of the exported
/// documents, so that figures lie in them without an edge.
/// </remarks>
internal sealed record Theme(
    string Paper, string Ink, string Soft, string Grid, string Axis, string Good, string Bad, string Warn)
{
    /// <summary>Written as plain attributes too: what a renderer without style sheets shows.</summary>
    public static readonly Theme Light = new(
        "#fefefd", "#1c1d20", "#5b6067", "#e2e4e8", "#8a9099", "#1a7f37", "#a3221f", "#7b4a00");

    public static readonly Theme Dark = new(
        "#16181b", "#e3e5e8", "#a2a8b0", "#2c3136", "#6b7480", "#5cc977", "#ff9f97", "#e6b566");

    public const string FontFamily = "Helvetica, Arial, 'Liberation Sans', sans-serif";

    private const string LightHosts = ":is([data-theme=light],.vscode-light,[data-jp-theme-light=true])";
    private const string DarkHosts = ":is([data-theme=dark],.vscode-dark,.vscode-high-contrast,[data-jp-theme-light=false])";

    /// <summary>Variables and the classes of the SVG writer.</summary>
    public static readonly string SvgCss =
        $".fovea{{{Light.Variables}}}" +
        $"@media (prefers-color-scheme:dark){{.fovea{{{Dark.Variables}}}}}" +
        $"{LightHosts} .fovea{{{Light.Variables}}}" +
        $"{DarkHosts} .fovea{{{Dark.Variables}}}" +
        $"@media print{{.fovea.fovea.fovea{{{Light.Variables}}}}}" +
        ".fv-paper{fill:var(--fv-paper)}.fv-ink{fill:var(--fv-ink)}.fv-soft{fill:var(--fv-soft)}" +
        ".fv-edge{stroke:var(--fv-paper)}.fv-grid{stroke:var(--fv-grid)}.fv-axis{stroke:var(--fv-axis)}.fv-line{stroke:var(--fv-ink)}";

    /// <summary>The style block of a figure in a page.</summary>
    public static readonly string FigureCss =
        $"<style>{SvgCss}" +
        ".fovea-figure{margin:0.8em 0;color:var(--fv-ink)}" +
        ".fovea-figure svg{display:block;width:100%;height:auto}" +
        $".figure-caption{{margin:0.4em 0 0;font:0.9em/1.45 {FontFamily};color:var(--fv-soft)}}" +
        "</style>";

    /// <summary>The style block of a table in a page.</summary>
    public static readonly string TableCss =
        $"<style>{SvgCss}" +
        $".fovea-table{{margin:0.8em 0;overflow-x:auto;font:0.95em/1.4 {FontFamily};color:var(--fv-ink);background:var(--fv-paper)}}" +
        ".fovea-table table{border-collapse:collapse;margin:0;background:none}" +
        ".fovea-table caption{caption-side:top;text-align:left;padding:0 0 0.5em;color:var(--fv-soft)}" +
        ".fovea-table th,.fovea-table td{padding:0.28em 0.8em;border:0;background:none;color:inherit;text-align:left;font-variant-numeric:tabular-nums}" +
        ".fovea-table thead th{border-bottom:1.5px solid var(--fv-axis);vertical-align:bottom}" +
        ".fovea-table tbody td{border-bottom:1px solid var(--fv-grid)}" +
        ".fovea-table .fv-right{text-align:right}.fovea-table .fv-centre{text-align:center}" +
        ".fovea-table th.fv-words{min-width:6em}.fovea-table th.fv-name{min-width:10em}.fovea-table th.fv-long{min-width:16em}" +
        ".fovea-table .fv-unit,.fovea-table .fv-notes{color:var(--fv-soft);font-weight:normal}" +
        ".fovea-table .fv-notes{margin:0.4em 0 0;font-size:0.9em}" +
        ".fovea-table .fv-verdict{white-space:nowrap;font-weight:600}" +
        ".fovea-table .fv-good{color:var(--fv-good)}.fovea-table .fv-bad{color:var(--fv-bad)}" +
        ".fovea-table .fv-warn{color:var(--fv-warn)}.fovea-table .fv-none{color:var(--fv-soft)}" +
        "</style>";

    /// <summary>The style block of the reply to an answer in a page.</summary>
    public static readonly string ReplyCss =
        $"<style>{SvgCss}" +
        $".fovea-reply{{margin:0.8em 0;padding:0.4em 0.9em;border-left:3px solid;font:0.95em/1.5 {FontFamily};color:var(--fv-ink)}}" +
        ".fovea-reply.fv-good{border-color:var(--fv-good)}.fovea-reply.fv-bad{border-color:var(--fv-bad)}.fovea-reply.fv-none{border-color:var(--fv-axis)}" +
        ".fovea-reply.fv-good strong{color:var(--fv-good)}.fovea-reply.fv-bad strong{color:var(--fv-bad)}" +
        "</style>";

    private string Variables =>
        $"--fv-paper:{Paper};--fv-ink:{Ink};--fv-soft:{Soft};--fv-grid:{Grid};--fv-axis:{Axis};" +
        $"--fv-good:{Good};--fv-bad:{Bad};--fv-warn:{Warn}";
}
