using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CsvHelper;
using CsvHelper.Configuration;

namespace Microsoft.Data.Analysis;

public partial class DataFrame
{
    /// <inheritdoc cref="LoadCsvFromString"/>
    /// <param name="encoding">UTF-8 where none is given.</param>
    public static DataFrame LoadCsv(
        string filename, char separator = ',', bool header = true, string[]? columnNames = null, Type[]? dataTypes = null,
        int numRows = -1, int guessRows = 10, Encoding? encoding = null, CultureInfo? cultureInfo = null)
    {
        using var reader = new StreamReader(filename, encoding ?? Encoding.UTF8);
        return Load(reader, separator, header, columnNames, dataTypes, numRows, guessRows, cultureInfo);
    }

    /// <inheritdoc cref="LoadCsv(string, char, bool, string[], Type[], int, int, Encoding, CultureInfo)"/>
    public static DataFrame LoadCsv(
        Stream csvStream, char separator = ',', bool header = true, string[]? columnNames = null, Type[]? dataTypes = null,
        long numberOfRowsToRead = -1, int guessRows = 10, Encoding? encoding = null, CultureInfo? cultureInfo = null)
    {
        if (!csvStream.CanSeek)
            throw new ArgumentException("the package reads a stream that can seek", nameof(csvStream));
        using var reader = new StreamReader(csvStream, encoding ?? Encoding.UTF8, leaveOpen: true);
        return Load(reader, separator, header, columnNames, dataTypes, numberOfRowsToRead, guessRows, cultureInfo);
    }

    /// <summary>
    /// Reads comma-separated values. Space around a field is dropped, in quotes too, and so are blank lines; an empty
    /// field is null save in a column of text, and the word `null` is null everywhere.
    /// </summary>
    /// <param name="dataTypes">The columns' types. Where they are not given the first rows tell: bool, float (not double),
    /// DateTime, else string.</param>
    /// <param name="guessRows">How many rows tell the types, the header among them.</param>
    /// <param name="cultureInfo">How cells are written; the current culture where none is given.</param>
    /// <exception cref="FormatException">No rows, a malformed quote, or a cell that is not of its column's type.</exception>
    public static DataFrame LoadCsvFromString(
        string csvString, char separator = ',', bool header = true, string[]? columnNames = null, Type[]? dataTypes = null,
        long numberOfRowsToRead = -1, int guessRows = 10, CultureInfo? cultureInfo = null) =>
        Load(new StringReader(csvString), separator, header, columnNames, dataTypes, numberOfRowsToRead, guessRows, cultureInfo);

    public static void SaveCsv(
        DataFrame dataFrame, string path, char separator = ',', bool header = true,
        Encoding? encoding = null, CultureInfo? cultureInfo = null)
    {
        using var stream = new FileStream(path, FileMode.Create);
        SaveCsv(dataFrame, stream, separator, header, encoding, cultureInfo);
    }

    /// <summary>Writes comma-separated values; a null is an empty field.</summary>
    /// <param name="encoding">ASCII where none is given, which has no letters beyond the English.</param>
    public static void SaveCsv(
        DataFrame dataFrame, Stream csvStream, char separator = ',', bool header = true,
        Encoding? encoding = null, CultureInfo? cultureInfo = null)
    {
        cultureInfo ??= CultureInfo.CurrentCulture;
        if (cultureInfo.NumberFormat.NumberDecimalSeparator == separator.ToString())
            throw new ArgumentException($"'{separator}' separates columns and is the decimal separator of {cultureInfo}", nameof(separator));
        using var writer = new StreamWriter(csvStream, encoding ?? Encoding.ASCII, leaveOpen: true);
        if (header)
            writer.WriteLine(string.Join(separator, dataFrame.Columns.Select(column => Field(column.Name, separator, cultureInfo))));
        foreach (var row in dataFrame.Rows)
            writer.WriteLine(string.Join(separator, row.Select(cell => Field(cell, separator, cultureInfo))));
    }

    private static string Field(object? cell, char separator, CultureInfo culture) => cell switch
    {
        float number => number.ToString("G9", culture),
        double number => number.ToString("G17", culture),
        string text when text.AsSpan().IndexOfAny([separator, '\n', '\r', '"']) >= 0 => $"\"{text.Replace("\"", "\"\"")}\"",
        _ => Convert.ToString(cell, culture) ?? "",
    };

    private static DataFrame Load(
        TextReader reader, char separator, bool header, string[]? columnNames, Type[]? dataTypes,
        long numberOfRows, int guessRows, CultureInfo? culture)
    {
        if (dataTypes is null && guessRows <= 0)
            throw new ArgumentException($"either {nameof(dataTypes)} or {nameof(guessRows)} is needed", nameof(dataTypes));
        var lines = Parse(reader, separator).Take(numberOfRows < 0 ? int.MaxValue : (int)numberOfRows + (header ? 1 : 0)).ToList();
        if (lines.Count == 0)
            throw new FormatException("there is no row to read");
        var names = columnNames ?? (header ? lines[0] : null);
        var rows = header ? lines[1..] : lines;
        var telling = rows.Take(guessRows - (header ? 1 : 0)).ToList();
        var frame = new DataFrame(Enumerable
            .Range(0, telling.Select(row => row.Length).Append(dataTypes?.Length ?? 0).Max())
            .Select(i => NewColumn(TypeOf(i), names is not null && names[i].Length > 0 ? names[i] : $"Column{i}")));
        foreach (var row in rows)
            frame.Append(row, inPlace: true, culture);
        return frame;

        string FieldOf(string[] row, int i) => i < row.Length
            ? row[i]
            : throw new FormatException($"row {telling.IndexOf(row) + 1} has {row.Length} fields, others more");

        Type TypeOf(int i) => dataTypes is null
            ? Guess(telling.Select(row => FieldOf(row, i)))
            : i < dataTypes.Length ? dataTypes[i]
            : throw new ArgumentException($"{dataTypes.Length} types for more columns", nameof(dataTypes));
    }

    private static IEnumerable<string[]> Parse(TextReader reader, char separator)
    {
        using var parser = new CsvParser(reader, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = separator.ToString(),
            TrimOptions = TrimOptions.Trim,
            BadDataFound = bad => _ = bad.Field.TrimStart().StartsWith('"')
                ? throw new FormatException($"text after a closing quote: {bad.RawRecord.TrimEnd()}") : false,
        });
        while (parser.Read())
            if (parser.RawRecord.AsSpan().Trim().Length > 0)
                yield return [.. parser.Record!.Select(field => BlankLines().Replace(field, "$1").Trim())];
    }

    [GeneratedRegex(@"(?>(\r\n|\r|\n))(?:[^\S\r\n]*(?:\r\n|\r|\n))+")]
    private static partial Regex BlankLines();

    private static Type Guess(IEnumerable<string> fields)
    {
        var kinds = fields.Where(field => field.Length > 0 && !field.Equals("null", StringComparison.OrdinalIgnoreCase))
            .Select(field => bool.TryParse(field, out _) ? typeof(bool)
                : float.TryParse(field, out _) ? typeof(float)
                : DateTime.TryParse(field, out _) ? typeof(DateTime)
                : typeof(string)).ToHashSet();
        Type[] widestFirst = [typeof(string), typeof(float), typeof(bool), typeof(DateTime)];
        return widestFirst.FirstOrDefault(kinds.Contains, typeof(string));
    }

    private static DataFrameColumn NewColumn(Type type, string name) => Type.GetTypeCode(type) switch
    {
        TypeCode.Boolean => new BooleanDataFrameColumn(name),
        TypeCode.Int32 => new Int32DataFrameColumn(name),
        TypeCode.Int64 => new Int64DataFrameColumn(name),
        TypeCode.Single => new SingleDataFrameColumn(name),
        TypeCode.Double => new DoubleDataFrameColumn(name),
        TypeCode.DateTime => new PrimitiveDataFrameColumn<DateTime>(name),
        TypeCode.String => new StringDataFrameColumn(name),
        _ => throw new NotSupportedException($"column {name}: the stand-in has no column of {type}"),
    };
}
