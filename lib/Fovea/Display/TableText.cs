using System.Text;
using Fovea.Results;

namespace Fovea.Display;

/// <summary>The three forms of a table.</summary>
internal static class TableText
{
    public static string Html(Table table)
    {
        var html = new StringBuilder(Theme.TableCss).Append("<div class=\"fovea fovea-table\"><table>");
        if (table.Caption is { } caption)
            html.Append($"<caption>{Display.Html.Encode(caption)}</caption>");
        html.Append("<thead><tr>");
        foreach (var (i, column) in table.Columns.Index())
        {
            var unit = column.Unit is { } text ? $"<br><span class=\"fv-unit\">{Display.Html.Encode(text)}</span>" : "";
            html.Append($"<th scope=\"col\"{Class(Side(column), Room(table, i))}>{Display.Html.Encode(column.Header)}{unit}</th>");
        }
        html.Append("</tr></thead><tbody>");
        foreach (var row in table.Rows)
        {
            html.Append("<tr>");
            for (var i = 0; i < row.Length; i++)
            {
                var verdict = row[i] is Verdict given ? $"fv-verdict {given.CssClass()}" : null;
                var text = table.Text(i, row[i]);
                if (row[i] is { } cell && Table.IsNumber(cell.GetType()))
                    text = text.Replace('-', '−');
                var content = row[i] is Link link ? $"<a href=\"{Display.Html.Encode(link.Url)}\">{Display.Html.Encode(text)}</a>" : Display.Html.Encode(text);
                html.Append($"<td{Class(Side(table.Columns[i]), verdict)}>{content}</td>");
            }
            html.Append("</tr>");
        }
        html.Append("</tbody></table>");
        foreach (var note in table.Notes)
            html.Append($"<p class=\"fv-notes\">{Display.Html.Encode(note)}</p>");
        return html.Append("</div>").ToString();
    }

    public static string Markdown(Table table)
    {
        static string Escape(string text) => text
            .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal).ReplaceLineEndings(" ");
        var markdown = new StringBuilder();
        if (table.Caption is { } caption)
            markdown.Append($"**{Escape(caption)}**\n\n");
        Line(Headers(table));
        Line(table.Columns.Select(column => column.Align switch { Align.Right => "---:", Align.Centre => ":---:", _ => "---" }), escape: false);
        foreach (var row in table.Rows)
            Line(row.Select((cell, i) => cell is Link link ? $"[{Escape(link.Text)}]({link.Url})" : Escape(table.Text(i, cell))), escape: false);
        foreach (var note in table.Notes)
            markdown.Append($"\n{Escape(note)}\n");
        return markdown.ToString();

        void Line(IEnumerable<string> cells, bool escape = true) =>
            markdown.Append("| ").AppendJoin(" | ", cells.Select(cell => escape ? Escape(cell) : cell)).Append(" |\n");
    }

    public static string Plain(Table table)
    {
        var lines = table.Rows.Select(row => row.Select((cell, i) => table.Text(i, cell).ReplaceLineEndings(" ")).ToArray()).Prepend([.. Headers(table)]).ToArray();
        var widths = table.Columns.Select((_, i) => lines.Max(line => line[i].Length)).ToArray();
        var text = new StringBuilder();
        if (table.Caption is { } caption)
            text.Append(caption).Append('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            text.Append(string.Join("  ", lines[i].Select(Pad)).TrimEnd()).Append('\n');
            if (i == 0)
                text.Append(string.Join("  ", widths.Select(width => new string('-', width)))).Append('\n');
        }
        foreach (var note in table.Notes)
            text.Append(note).Append('\n');
        return text.ToString();

        string Pad(string cell, int column) => table.Columns[column].Align switch
        {
            Align.Right => cell.PadLeft(widths[column]),
            Align.Centre => cell.PadLeft((widths[column] + cell.Length) / 2).PadRight(widths[column]),
            _ => cell.PadRight(widths[column]),
        };
    }

    private static IEnumerable<string> Headers(Table table) =>
        table.Columns.Select(column => column.Unit is { } unit ? $"{column.Header} ({unit})" : column.Header);

    // On a narrow screen a table scrolls sideways; its texts keep room enough that rows do not become towers.
    private static string? Room(Table table, int column) =>
        table.Columns[column].Align != Align.Left ? null
        : table.Rows.Select(row => table.Text(column, row[column]).Length).DefaultIfEmpty().Max() switch { > 60 => "fv-long", > 18 => "fv-name", > 6 => "fv-words", _ => null };

    private static string? Side(Column column) => column.Align switch { Align.Right => "fv-right", Align.Centre => "fv-centre", _ => null };

    private static string Class(params ReadOnlySpan<string?> names)
    {
        var given = string.Join(' ', names.ToArray().OfType<string>());
        return given.Length == 0 ? "" : $" class=\"{given}\"";
    }
}
