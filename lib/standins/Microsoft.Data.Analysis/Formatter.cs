using System.Globalization;
using System.Net;

namespace Microsoft.Data.Analysis;

/// <summary>Tells a notebook how to show a type; hosts find it by its name and its property.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    public Type FormatterSourceType { get; } = formatterSourceType;

    public string[] PreferredMimeTypes { get; set; } = ["text/html", "text/plain"];
}

/// <summary>Shows a frame as a table, and as text where there is no HTML.</summary>
internal sealed class DataFrameFormatterSource
{
    public IEnumerable<object> CreateTypeFormatters() =>
        [new Formatter("text/html", Html), new Formatter("text/plain", frame => frame.ToString())];

    private const int RowsShown = 100;

    private static string Html(DataFrame frame)
    {
        var names = string.Concat(frame.Columns.Select(column => $"<th>{WebUtility.HtmlEncode(column.Name)}</th>"));
        var rows = string.Concat(frame.Rows.Take(RowsShown).Select((row, i) => $"<tr><th>{i}</th>{string.Concat(row.Select(Cell))}</tr>"));
        var more = frame.Rows.Count > RowsShown ? $"<p>{RowsShown} of {frame.Rows.Count} rows</p>" : "";
        return $"<table><thead><tr><th></th>{names}</tr></thead><tbody>{rows}</tbody></table>{more}";
    }

    private static string Cell(object? cell) => cell switch
    {
        null => "<td><i>null</i></td>",
        IFormattable number and not DateTime =>
            $"""<td style="text-align:right">{number.ToString(null, CultureInfo.InvariantCulture)}</td>""",
        _ => $"<td>{WebUtility.HtmlEncode(Convert.ToString(cell, CultureInfo.InvariantCulture))}</td>",
    };

    /// <summary>A formatter as hosts call it, by name.</summary>
    internal sealed class Formatter(string mimeType, Func<DataFrame, string> text)
    {
        public string MimeType => mimeType;

        public bool Format(object instance, TextWriter writer)
        {
            if (instance is not DataFrame frame)
                return false;
            writer.Write(text(frame));
            return true;
        }
    }
}
