using System.Globalization;

namespace Microsoft.Data.Analysis;

public partial class DataFrame
{
    /// <summary>Appends rows, their cells by name.</summary>
    public DataFrame Append(IEnumerable<DataFrameRow> rows, bool inPlace = false, CultureInfo? cultureInfo = null)
    {
        var frame = inPlace ? this : Clone();
        foreach (var row in rows.ToList())
            frame.Append(row.GetValues(), inPlace: true, cultureInfo);
        return frame;
    }

    /// <summary>
    /// Appends a row of cells in order, converted to the columns' types; what is missing is null, and so are the text
    /// `null` and, save in a column of text, the empty text.
    /// </summary>
    public DataFrame Append(IEnumerable<object?>? row = null, bool inPlace = false, CultureInfo? cultureInfo = null)
    {
        var cells = row?.ToList() ?? [];
        if (cells.Count > Columns.Count)
            throw new ArgumentException($"{cells.Count} cells for {Columns.Count} columns", nameof(row));
        var named = Columns.Zip(cells, (column, cell) => KeyValuePair.Create(column.Name, IsNullText(column, cell) ? null : cell));
        return Append(named, inPlace, cultureInfo);
    }

    /// <summary>Appends a row of cells by column name, converted to the columns' types; what is missing is null.</summary>
    /// <exception cref="FormatException">A text does not read as its column's type; nothing is appended.</exception>
    public DataFrame Append(IEnumerable<KeyValuePair<string, object?>> row, bool inPlace = false, CultureInfo? cultureInfo = null)
    {
        var frame = inPlace ? this : Clone();
        var cells = row.Select(cell => KeyValuePair.Create(frame[cell.Key],
            frame[cell.Key].Converted(cell.Value, cultureInfo ?? CultureInfo.CurrentCulture))).ToDictionary();
        foreach (var column in frame.Columns)
            column.AppendCell(cells.GetValueOrDefault(column));
        return frame;
    }

    private static bool IsNullText(DataFrameColumn column, object? cell) => cell is string text
        && (text.Length == 0 ? column.DataType != typeof(string) : text.Equals("null", StringComparison.OrdinalIgnoreCase));
}
