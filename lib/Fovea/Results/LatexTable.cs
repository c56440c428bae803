using System.Text;
using Fovea.Display;

namespace Fovea.Results;

/// <summary>A table in LaTeX, for the packages longtable and booktabs.</summary>
internal static class LatexTable
{
    public static string Write(Table table)
    {
        var sides = string.Concat(table.Columns[..^1].Select(column => column.Align == Align.Right ? 'r' : 'l'));
        var text = new StringBuilder()
            .Append("% Needs \\usepackage{longtable,booktabs,textcomp}.\n")
            .Append($"\\begin{{longtable}}{{{sides}p{{.3\\textwidth}}}}\n")
            .Append($"\\caption{{{Escape(string.Join(". ", table.Notes.Prepend(table.Caption!)))}}}\\\\\n\\toprule\n")
            .Append(Line(table.Columns.Select(column => column.Header)))
            .Append("\\midrule\n\\endhead\n");
        foreach (var row in table.Rows)
            text.Append(Line(row.Select((cell, i) => cell is Verdict verdict ? verdict.Word() : table.Text(i, cell))));
        return text.Append("\\bottomrule\n\\end{longtable}\n").ToString();
    }

    private static string Line(IEnumerable<string> fields) => string.Join(" & ", fields.Select(Escape)) + " \\\\\n";

    private static string Escape(string text) => string.Concat(text.Select(character => character switch
    {
        '\\' => "\\textbackslash{}",
        '&' or '%' or '$' or '#' or '_' or '{' or '}' => $"\\{character}",
        '~' => "\\textasciitilde{}",
        '^' => "\\textasciicircum{}",
        '<' => "\\textless{}",
        '>' => "\\textgreater{}",
        '†' => "\\textdagger{}",
        '×' => "\\texttimes{}",
        _ => character.ToString(),
    }));
}
