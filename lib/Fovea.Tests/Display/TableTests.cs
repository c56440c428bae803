using System.Xml.Linq;
using Fovea.Display;
using Fovea.Results;

namespace Fovea.Tests.Display;

public class TableTests
{
    private static readonly Table Example = new Table(
        "Table 2 & more", new Column("model"), Column.Number("AP", "%", "F1"), Column.Number("GFLOPs"), new Column("verdict"))
        .Row("DETR | <b>R50</b>", 42.04, 86, Verdict.Reproduced)
        .Row("PnP", -1.5, null, Verdict.NotComparable)
        .Note("Five <seeds>.");

    [Fact]
    public void Html_escapes_text_and_sets_numbers_right()
    {
        var table = Html(Example);
        Assert.Equal("Table 2 & more", table.Descendants("caption").Single().Value);
        Assert.Empty(table.Descendants("b"));
        var cells = table.Descendants("td").ToArray();
        Assert.Equal(["DETR | <b>R50</b>", "42.0", "86", "✔ reproduced", "PnP", "−1.5", "", "– not comparable"], cells.Select(cell => cell.Value));
        Assert.Equal([null, "fv-right", "fv-right", "fv-verdict fv-good"], cells[..4].Select(cell => cell.Attribute("class")?.Value));
        Assert.Equal("Five <seeds>.", table.Descendants("p").Single().Value);
    }

    [Fact]
    public void A_column_of_long_texts_keeps_room_for_them()
    {
        var table = new Table(null, new Column("short"), new Column("words"), new Column("names"), new Column("sentences"), Column.Number("count"))
            .Row("a", "PS-ViT-Ti", "PnP-DETR-R50-DC5-α-0.33", new string('x', 61), 1e15);
        Assert.Equal([null, "fv-words", "fv-name", "fv-long", "fv-right"], Html(table).Descendants("th").Select(header => header.Attribute("class")?.Value));
    }

    [Fact]
    public void A_link_leads_there_in_a_page_and_in_Markdown_and_is_its_text_elsewhere()
    {
        var table = new Table(null, new Column("paper")).Row(new Link("a | <b>", "x.html?a=1&b=\""));
        var link = Html(table).Descendants("a").Single();
        Assert.Equal(("a | <b>", "x.html?a=1&b=\""), (link.Value, link.Attribute("href")?.Value));
        Assert.Contains("| [a \\| &lt;b>](x.html", table.ToMarkdown());
        Assert.Contains("a | <b>\n", table.ToText());
    }

    [Fact]
    public void Headers_carry_their_unit() =>
        Assert.Equal(["model", "AP%", "GFLOPs", "verdict"], Html(Example).Descendants("th").Select(header => header.Value));

    [Fact]
    public void Markdown_keeps_columns_apart_whatever_cells_hold() => Assert.Equal(
        """
        **Table 2 & more**

        | model | AP (%) | GFLOPs | verdict |
        | --- | ---: | ---: | --- |
        | DETR \| &lt;b>R50&lt;/b> | 42.0 | 86 | ✔ reproduced |
        | PnP | -1.5 |  | – not comparable |

        Five &lt;seeds>.

        """, Example.ToMarkdown());

    [Fact]
    public void Plain_text_lines_columns_up() => Assert.Equal(
        """
        Table 2 & more
        model              AP (%)  GFLOPs  verdict
        -----------------  ------  ------  ----------------
        DETR | <b>R50</b>    42.0      86  ✔ reproduced
        PnP                  -1.5          – not comparable
        Five <seeds>.

        """, Example.ToText());

    [Fact]
    public void Records_give_a_column_a_property()
    {
        var table = Table.Of([new Run("a", 0.5f, 3, Verdict.Slip), new Run("b", 0.25f, null, Verdict.Differs)], "Runs");
        Assert.Equal(
            ["Name", "Keep ratio", "Top k", "Verdict", "a", "0.5", "3", "✎ slip in the paper", "b", "0.25", "", "✘ differs"],
            Html(table).Descendants().Where(element => element.Name.LocalName is "th" or "td").Select(cell => cell.Value));
        Assert.Equal([Align.Left, Align.Right, Align.Right, Align.Left], table.Columns.Select(column => column.Align));
    }

    [Fact]
    public void A_row_of_the_wrong_length_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => Example.Row("one", 2));
        Assert.Contains("4 cells, not 2", error.Message);
    }

    [Fact]
    public void Adding_a_row_leaves_the_table_it_came_from_alone()
    {
        var before = Example.ToText();
        Example.Row("x", 1, 2, Verdict.NotRun);
        Assert.Equal(before, Example.ToText());
    }

    [Fact]
    public void Every_verdict_has_a_sign_and_words_of_its_own()
    {
        var labels = Enum.GetValues<Verdict>().Select(verdict => verdict.Label()).ToArray();
        Assert.Equal(labels.Length, labels.Select(label => label[0]).Distinct().Count());
        Assert.All(labels, label => Assert.Matches("^[^a-z] [a-z]", label));
    }

    private static XElement Html(Table table) => XElement.Parse(table.ToHtml()[(Theme.TableCss.Length)..].Replace("<br>", "", StringComparison.Ordinal));

    private sealed record Run(string Name, float KeepRatio, int? TopK, Verdict Verdict);
}
