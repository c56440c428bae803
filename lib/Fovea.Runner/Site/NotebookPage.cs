using System.Text.Json;
using Fovea.Runner.Export;
using Fovea.Runner.Notebooks;

namespace Fovea.Runner.Site;

/// <summary>A notebook's page of the site: the one of its last run, or the notebook as it is written.</summary>
/// <param name="Files">The page last, what it links to before it.</param>
/// <param name="State">For a reader: how it was run.</param>
internal sealed record NotebookPage(IReadOnlyList<ExportFile> Files, string State)
{
    /// <param name="card">The notebook.</param>
    /// <param name="runs">Where <c>lib/fovea run</c> wrote its pages.</param>
    public static NotebookPage Of(NotebookCard card, string runs)
    {
        var (page, data) = (Path.Combine(runs, card.Name + ".html"), Path.Combine(runs, card.Name + ".json"));
        if (!File.Exists(page) || !File.Exists(data))
            return NotRun(card, "not run");
        using var json = Read(data);
        return json is not null && IsOf(card.Notebook, json.RootElement)
            ? new NotebookPage([.. Beside(card.Name, runs, File.ReadAllText(page)), Copy(card.Name + ".html", page)], Words(json.RootElement))
            : NotRun(card, "not run since it was changed");
    }

    private static NotebookPage NotRun(NotebookCard card, string state)
    {
        var cells = card.Notebook.Cells.Select(cell => new CellRun(cell, CellStatus.NotRun, null, [], TimeSpan.Zero)).ToArray();
        var run = new NotebookRun(card.File, card.Title, new Dictionary<string, string>(), cells, TimeSpan.Zero, 0);
        return new NotebookPage([ExportFile.OfText(card.Name + ".html", HtmlDocument.Render(run))], state);
    }

    // Another program's file, or one that is being written, is no run of ours.
    private static JsonDocument? Read(string path)
    {
        try
        {
            return JsonDocument.Parse(File.ReadAllBytes(path));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsOf(Notebook notebook, JsonElement run) =>
        run.ValueKind == JsonValueKind.Object && run.TryGetProperty("cells", out var cells) && cells.ValueKind == JsonValueKind.Array
        && notebook.Cells.Select(cell => cell.Source).SequenceEqual(
            cells.EnumerateArray().Select(cell => cell.TryGetProperty("source", out var source) ? source.GetString() : null));

    private static string Words(JsonElement run) =>
        $"{(run.GetProperty("parameters").TryGetProperty("tier", out var tier) ? tier.GetString() : "small")} tier, {run.GetProperty("status").GetString()}";

    // What was too large for the page, and is linked from it.
    private static IEnumerable<ExportFile> Beside(string name, string runs, string page) =>
        from file in Directory.GetFiles(runs, name + ".*").Order(StringComparer.Ordinal)
        let fileName = Path.GetFileName(file)
        where page.Contains($"href=\"{Uri.EscapeDataString(fileName)}\"", StringComparison.Ordinal)
        select Copy(fileName, file);

    private static ExportFile Copy(string name, string from) => new(name, to =>
    {
        using var file = File.OpenRead(from);
        file.CopyTo(to);
    });
}
