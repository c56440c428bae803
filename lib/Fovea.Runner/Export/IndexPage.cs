using System.Globalization;
using System.Text;
using System.Text.Json;
using Fovea.Runner.Notebooks;

namespace Fovea.Runner.Export;

/// <summary>The page over the runs of one directory.</summary>
internal static class IndexPage
{
    /// <summary>
    /// Wall times, in a script beside the page: equal results then give an equal page, and a page opened from
    /// disk cannot read JSON.
    /// </summary>
    public const string TimesFile = "index.times.js";

    private const string ContentPolicy =
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline' 'self' file:";

    private static readonly string[] Columns = ["Notebook", "Parameters", "Status", "Time", "Also as"];

    private static readonly (string Extension, string Name)[] Formats =
        [("html", "page"), ("ipynb", "notebook"), ("md", "Markdown"), ("json", "data"), ("trx", "test results")];

    public static string RenderTimes(IReadOnlyList<(string BaseName, NotebookRun Run)> runs) =>
        "window.foveaTimes = " + JsonSerializer.Serialize(runs.ToDictionary(
            r => r.BaseName,
            r => Words(r.Run.Elapsed))) + ";\n";

    public static string Render(IReadOnlyList<(string BaseName, NotebookRun Run)> runs)
    {
        var rows = new StringBuilder();
        foreach (var (baseName, run) in runs)
            rows.Append(Row(baseName, run));
        var good = runs.Count(r => r.Run.Status == CellStatus.Succeeded);
        return PlainPage.Render("Runs", ContentPolicy, [], $"""
            <h1>Runs</h1>
            <p>{Html.Count(runs.Count, "run")}, {good} succeeded.</p>
            <div class="output html">
            <table class="runs">
            <thead><tr>{string.Concat(Columns.Select(c => $"<th scope=\"col\">{c}</th>"))}</tr></thead>
            <tbody>
            {rows}</tbody>
            </table>
            </div>

            """, $"<script src=\"{TimesFile}\"></script>\n");
    }

    private static string Row(string baseName, NotebookRun run)
    {
        var parameters = string.Join(", ", run.OrderedParameters.Select(p => $"{p.Key}\u00a0=\u00a0{p.Value}"));
        var formats = Formats.Skip(1).Select(f => $"<a href=\"{Html.RelativeUrl($"{baseName}.{f.Extension}")}\">{f.Name}</a>");
        return $"""
            <tr class="{run.Status.CssClass}">
            <th scope="row"><a href="{Html.RelativeUrl(baseName + ".html")}">{Html.Escape(run.Title)}</a></th>
            <td>{Html.Escape(parameters)}</td>
            <td class="status">{run.Status.Words}</td>
            <td class="time" data-run="{Html.Escape(baseName)}"></td>
            <td>{string.Join(", ", formats)}</td>
            </tr>

            """;
    }

    private static string Words(TimeSpan time) => time.TotalMinutes < 1
        ? time.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s"
        : time.TotalHours < 1
            ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes} min {time.Seconds:00} s")
            : string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours} h {time.Minutes:00} min");
}
