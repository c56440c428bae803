using System.Text;
using Fovea.Runner.Notebooks;

namespace Fovea.Runner.Export;

/// <summary>
/// One run as one HTML page that reads offline: every script, style, font and picture is inside it, and a
/// content policy in it forbids requests.
/// </summary>
internal sealed class HtmlDocument
{
    /// <summary>Nothing is fetched; what the page carries itself may run and be drawn.</summary>
    public const string ContentPolicy =
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; " +
        "img-src data: blob:; font-src data:; media-src data:";

    /// <summary>Headings below this level do not appear in the contents.</summary>
    private const int ContentsDepth = 3;

    private readonly NotebookRun _run;
    private readonly Prose _prose;
    private readonly HtmlOutputs _outputs;

    private HtmlDocument(NotebookRun run)
    {
        _run = run;
        _prose = new Prose(
            Path.GetDirectoryName(Path.GetFullPath(run.Path))!,
            [.. run.Cells.Select((_, i) => CellId(i)), "content", "theme", "code"]);
        _outputs = new HtmlOutputs(_prose);
    }

    public static string Render(NotebookRun run) => new HtmlDocument(run).Render();

    private string Render()
    {
        var cells = new StringBuilder();
        foreach (var (index, cell) in _run.Cells.Index())
            cells.Append(cell.IsProse ? ProseCell(cell, index) : CodeCell(cell, index));
        var body = cells.ToString();
        var hasMath = body.Contains("class=\"math\"", StringComparison.Ordinal);
        var hasFigures = body.Contains($"type=\"{Figure.PlotlyMime}\"", StringComparison.Ordinal);
        return Page(
            head: Head(_run.Title, [hasMath ? Assets.KatexCss : null, .. _outputs.Styles], ContentPolicy),
            contents: Contents(),
            main: TitleIfMissing() + Banner() + body,
            footer: Footer(
                hasFigures && Assets.Plotly is null ? "Figures are still pictures: plotly was not installed beside the program." : null,
                hasMath && Assets.Katex is null ? "Equations are in TeX: KaTeX was not installed beside the program." : null),
            scripts: (hasFigures ? FigureScripts : "") + Scripts(
                hasMath ? Assets.Katex : null,
                hasMath ? Assets.Own("math.js") : null,
                Assets.Own("document.js")));
    }

    /// <summary>The head of a page in the documents' style.</summary>
    public static string Head(string title, IEnumerable<string?> moreStyles, string contentPolicy)
    {
        var styles = moreStyles.Prepend(Assets.Own("document.css")).OfType<string>();
        return $"""
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="{contentPolicy}">
            <meta name="color-scheme" content="light dark">
            <title>{Html.Escape(title)}</title>
            {string.Concat(styles.Select(s => $"<style>\n{s}\n</style>\n"))}{Scripts(Assets.Own("theme.js"))}
            """;
    }

    /// <summary>What draws a page's figures.</summary>
    public static string FigureScripts => Scripts(Assets.Plotly, Assets.Own("figures.js"));

    public static string Scripts(params IEnumerable<string?> scripts) =>
        string.Concat(scripts.OfType<string>().Select(s => $"<script>\n{Html.InlineScript(s)}\n</script>\n"));

    private static string Page(string head, string contents, string main, string footer, string scripts) => $"""
        <!doctype html>
        <html lang="en">
        <head>
        {head}</head>
        <body>
        <a class="skip" href="#content">Skip to the text</a>
        <div class="layout">
        <header class="side">
        <div class="tools">
        <a href="index.html">All pages</a>
        <button type="button" id="code">Hide code</button>
        <button type="button" id="theme">Dark theme</button>
        </div>
        {contents}</header>
        <main id="content">
        {main}</main>
        </div>
        {footer}{scripts}</body>
        </html>

        """;

    private static string CellId(int index) => $"cell-{index + 1}";

    private string ProseCell(CellRun cell, int index)
    {
        var html = cell.Cell.Kernel == "raw"
            ? $"<pre>{Html.Escape(cell.Cell.Source)}</pre>\n"
            : _prose.Render(cell.Cell.Source, CellId(index));
        return $"<div class=\"cell prose\" id=\"{CellId(index)}\">\n{html}</div>\n";
    }

    private string CodeCell(CellRun cell, int index)
    {
        var outputs = string.Concat(cell.ShownOutputs.Select((output, i) =>
            _outputs.Render(output, $"{CellId(index)}-{i + 1}")));
        return $"""
            <div class="cell code {cell.Status.CssClass}" id="{CellId(index)}" role="group" aria-label="Cell {index + 1}">
            <a class="count" href="#{CellId(index)}" title="Link to cell {index + 1}">[{cell.ExecutionCount?.ToString() ?? "&nbsp;"}]</a>
            {Source(cell)}{outputs}</div>

            """;
    }

    private static string Source(CellRun cell)
    {
        var isCSharp = cell.Cell.Kernel == "csharp";
        var code = isCSharp ? CSharpHighlighter.ToHtml(cell.Cell.Source) : Html.Escape(cell.Cell.Source);
        var language = isCSharp ? "C#" : Html.Escape(cell.Cell.Kernel);
        var lines = Html.Count(cell.Cell.Source.Split('\n').Length, "line");
        var status = cell.Status == CellStatus.Succeeded ? "" : $" <strong class=\"status\">{cell.Status.Words}</strong>";
        return $"""
            <details class="source" open>
            <summary>{language}<span class="lines">, {lines}</span>{status}</summary>
            <pre><code>{code}</code></pre>
            </details>

            """;
    }

    private string TitleIfMissing() =>
        _prose.Headings.Any(h => h.Level == 1) ? "" : $"<h1 class=\"prose\">{Html.Escape(_run.Title)}</h1>\n";

    private string Contents()
    {
        var sections = _prose.Headings.Where((h, i) => h.Level <= ContentsDepth && !(i == 0 && h.Level == 1)).ToList();
        if (sections.Count == 0)
            return "";
        var items = string.Concat(sections.Select(h =>
            $"<li class=\"level-{h.Level}\"><a href=\"#{h.Id}\">{h.Html}</a></li>\n"));
        return $"""
            <nav class="contents" aria-label="Contents">
            <details open>
            <summary>Contents</summary>
            <ol>
            {items}</ol>
            </details>
            </nav>

            """;
    }

    /// <summary>Says at the top what a reader would otherwise find half-way down.</summary>
    private string Banner()
    {
        var stopped = _run.CodeCells
            .Where(c => c.Cell.Status is not (CellStatus.Succeeded or CellStatus.NotRun))
            .Select(c => $"<a href=\"#{CellId(c.Index)}\">cell {c.Index + 1}</a> {c.Cell.Status.Words}");
        var notRun = _run.CodeCells.Count(c => c.Cell.Status == CellStatus.NotRun);
        string[] parts = [.. stopped, .. notRun > 0 ? [$"{Html.Count(notRun, "cell")} not run"] : Array.Empty<string>()];
        return parts.Length == 0
            ? ""
            : $"<p class=\"banner\" role=\"note\"><strong>This run is not complete:</strong> {string.Join(", ", parts)}.</p>\n";
    }

    private string Footer(params IEnumerable<string?> notes)
    {
        var facts = new List<string>
        {
            $"<dt>Notebook</dt><dd>{Html.Escape(_run.FileName)}</dd>",
            $"<dt>Run</dt><dd>{_run.Status.Words}, {Html.Count(_run.CodeCells.Count(), "code cell")}</dd>",
        };
        facts.AddRange(_run.OrderedParameters.Select(p =>
            $"<dt>{Html.Escape(p.Key)}</dt><dd>{Html.Escape(p.Value)}</dd>"));
        facts.AddRange(notes.OfType<string>().Select(note => $"<dt>Note</dt><dd>{note}</dd>"));
        return $"""
            <footer>
            <h2>Provenance</h2>
            <dl>
            {string.Join('\n', facts)}
            </dl>
            </footer>

            """;
    }
}
