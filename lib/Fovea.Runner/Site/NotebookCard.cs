using System.Text.RegularExpressions;
using Fovea.Display;
using Fovea.Results;
using Fovea.Runner.Notebooks;

namespace Fovea.Runner.Site;

/// <summary>What the front page says of a notebook.</summary>
/// <param name="File">Its path.</param>
/// <param name="Notebook">As it is written.</param>
/// <param name="Took">Its latest recorded run at the small tier; null where there is none.</param>
internal sealed partial record NotebookCard(string File, Notebook Notebook, RunRecord? Took)
{
    /// <summary>The name without folder and extension: <c>30-ps-vit</c>.</summary>
    public string Name => Path.GetFileNameWithoutExtension(File);

    public string Title => NotebookFile.TitleOf(Notebook) ?? Name;

    /// <summary>The paragraph of its first text that begins with <c>*Teaches:*</c>, without that; empty where there is none.</summary>
    public string Teaches =>
        Notebook.Cells.FirstOrDefault(cell => cell.Kernel == KernelNames.Markdown) is { } first
            ? LineEnd().Replace(TeachesParagraph().Match(first.Source).Groups["text"].Value, " ").Trim()
            : "";

    /// <summary>The notebooks of a folder, in reading order.</summary>
    /// <exception cref="FormatException">One of them is no notebook.</exception>
    public static IReadOnlyList<NotebookCard> All(string folder, RunLogContents took) =>
        [.. Directory.GetFiles(folder, "*.dib").Order(StringComparer.Ordinal).Select(file => new NotebookCard(
            file, NotebookFile.Load(file), NotebookRuns.Latest(took, Path.GetFileNameWithoutExtension(file), Tier.Small)))];

    /// <summary>The notebooks with what each teaches and takes.</summary>
    /// <param name="cards">The rows.</param>
    /// <param name="url">Where a notebook's name leads.</param>
    public static Table Table(IReadOnlyList<NotebookCard> cards, Func<NotebookCard, string> url)
    {
        var table = new Table(null, new Column("notebook"), new Column("about"), new Column("teaches"),
            Column.Number("takes", "s", "F0"), Column.Number("memory", "GB", "F1"));
        foreach (var card in cards)
            table = table.Row(new Link(card.Name, url(card)), card.Title, card.Teaches, card.Took?.Seconds, card.Took?.PeakMemoryBytes / 1e9);
        var took = cards.Select(card => card.Took).OfType<RunRecord>().ToArray();
        if (took.Length == 0) return table;
        var disk = took.Max(run => run.Metrics.GetValueOrDefault(NotebookRuns.DiskBytes));
        return table.Note(
            $"Wall time and peak memory at the small tier, recorded on {string.Join("; ", took.Select(run => run.Device).Distinct())}"
            + $" in results/{NotebookRuns.Folder}/{PaperResults.RunsFile}; together {FormattableString.Invariant($"{took.Sum(run => run.Seconds) / 60:F0}")} minutes."
            + (disk == 0 ? "" : FormattableString.Invariant($" With all that the set-up built and they fetched and wrote, the checkout was {disk / 1e9:F1} GB.")));
    }

    [GeneratedRegex(@"^\*Teaches:\*(?<text>.*?)(?:\n\s*\n|\z)", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex TeachesParagraph();

    [GeneratedRegex(@"\s*\n\s*")]
    private static partial Regex LineEnd();
}
