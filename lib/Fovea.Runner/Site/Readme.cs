using Fovea.Display;
using Fovea.Results;
using Fovea.Runner.Commands;

namespace Fovea.Runner.Site;

/// <summary>The parts of README.md that follow from the ledgers, the notebooks and the recorded runs.</summary>
internal static class Readme
{
    public const string Name = "README.md";

    /// <summary>The folder of its figures, from the README.</summary>
    public const string Figures = "results/figures";

    /// <summary>The text with its generated parts made anew. Each lies between two comments of its name.</summary>
    /// <param name="text">README.md as it is.</param>
    /// <param name="path">Names it in a message.</param>
    /// <param name="overview">The ledgers.</param>
    /// <param name="notebooks">In reading order.</param>
    /// <param name="figures">Over all papers, each with the name of its file.</param>
    /// <exception cref="LedgerException">A part is not marked in the text.</exception>
    public static string Fill(
        string text, string path, Overview overview, IReadOnlyList<NotebookCard> notebooks,
        IReadOnlyList<(string Name, Figure Figure)> figures)
    {
        var recorded = notebooks.Where(card => card.Took is not null).Select(card => (card.Name, card.Took!)).ToArray();
        text = Replace(text, path, "run", recorded.Length == 0 ? "" : string.Concat(RunSummaryTable.Lines(recorded).Select(line => $"    {line}\n")));
        text = Replace(text, path, "totals", overview.Totals(paper => $"results/{paper}/claims.csv").ToMarkdown());
        text = Replace(text, path, "notebooks", NotebookCard.Table(notebooks, card => $"notebooks/{card.Name}.dib").ToMarkdown());
        return Replace(text, path, "figures", string.Join('\n', figures.Select(one => $"![{one.Figure.Alt}]({Figures}/{one.Name}.svg)\n\n{one.Figure.Caption}\n")));
    }

    private static string Replace(string text, string path, string name, string content)
    {
        var (begin, end) = ($"<!-- {name}: written by lib/fovea results --write -->\n", $"<!-- end of {name} -->\n");
        var from = text.IndexOf(begin, StringComparison.Ordinal);
        var to = from < 0 ? -1 : text.IndexOf(end, from, StringComparison.Ordinal);
        return to < 0
            ? throw new LedgerException($"{path}: expected the lines '{begin.Trim()}' and '{end.Trim()}', found {(from < 0 ? "no such lines" : "the first alone")}; put them where the part is to stand")
            : $"{text[..from]}{begin}\n{content}\n{text[to..]}";
    }
}
