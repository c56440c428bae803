using System.Text;

namespace Microsoft.Data.Analysis;

public enum DropNullOptions { Any, All }

/// <summary>A table of named columns.</summary>
[TypeFormatterSource(typeof(DataFrameFormatterSource))]
public partial class DataFrame
{
    public DataFrame(IEnumerable<DataFrameColumn> columns)
    {
        Columns = new DataFrameColumnCollection(columns);
        Rows = new DataFrameRowCollection(this);
    }

    public DataFrame(params DataFrameColumn[] columns) : this((IEnumerable<DataFrameColumn>)columns) { }

    public DataFrameColumnCollection Columns { get; }

    public DataFrameRowCollection Rows { get; }

    public DataFrameColumn this[string columnName]
    {
        get => Columns[columnName];
        set => Columns[columnName] = value;
    }

    public object? this[long rowIndex, int columnIndex]
    {
        get => Columns[columnIndex][rowIndex];
        set => Columns[columnIndex][rowIndex] = value;
    }

    public DataFrame this[PrimitiveDataFrameColumn<bool> rowFilter] => Filter(rowFilter);

    public DataFrame this[PrimitiveDataFrameColumn<int> rowIndices] => Filter(rowIndices);

    public DataFrame this[PrimitiveDataFrameColumn<long> rowIndices] => Filter(rowIndices);

    public DataFrame this[IEnumerable<bool> rowFilter] => Filter(new PrimitiveDataFrameColumn<bool>("Filter", rowFilter));

    public DataFrame this[IEnumerable<int> rowIndices] => Take(rowIndices.Select(row => (long?)row));

    public DataFrame this[IEnumerable<long> rowIndices] => Take(rowIndices.Select(row => (long?)row));

    /// <summary>The rows at which the filter is true; null is not.</summary>
    /// <exception cref="ArgumentException">The filter is longer than the frame.</exception>
    public DataFrame Filter(PrimitiveDataFrameColumn<bool> filter)
    {
        if (filter.Length > Rows.Count)
            throw new ArgumentException($"the filter has {filter.Length} rows, the frame {Rows.Count}", nameof(filter));
        return Take(Enumerable.Range(0, (int)filter.Length).Where(row => filter[row] == true).Select(row => (long?)row));
    }

    public DataFrame Filter(PrimitiveDataFrameColumn<int> rowIndices) => Take(rowIndices.Select(row => (long?)row));

    public DataFrame Filter(PrimitiveDataFrameColumn<long> rowIndices) => Take(rowIndices);

    /// <summary>The first rows.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many.</exception>
    public DataFrame Head(int numberOfRows) => this[Enumerable.Range(0, numberOfRows)];

    /// <summary>The last rows.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many.</exception>
    public DataFrame Tail(int numberOfRows) => this[Enumerable.Range((int)Rows.Count - numberOfRows, numberOfRows)];

    public DataFrame Clone() => new(Columns.Select(column => column.Clone()));

    public DataFrame OrderBy(string columnName, bool ascending = true, bool putNullValuesLast = true) =>
        Take(this[columnName].Order(ascending, putNullValuesLast));

    public DataFrame OrderByDescending(string columnName, bool putNullValuesLast = true) =>
        OrderBy(columnName, ascending: false, putNullValuesLast);

    public GroupBy GroupBy(string columnName) => this[columnName].Group(this);

    /// <exception cref="InvalidCastException">The column's type is not <typeparamref name="TKey"/>.</exception>
    public GroupBy<TKey> GroupBy<TKey>(string columnName) => GroupBy(columnName) as GroupBy<TKey>
        ?? throw new InvalidCastException($"column {columnName} has cells of type {this[columnName].DataType}, not {typeof(TKey)}");

    /// <summary>The rows without a null, or those that are not all null.</summary>
    public DataFrame DropNulls(DropNullOptions options = DropNullOptions.Any) => this[Rows.Select(row =>
        options == DropNullOptions.Any ? row.All(cell => cell is not null) : row.Any(cell => cell is not null)).ToList()];

    public DataFrame FillNulls(object value, bool inPlace = false) =>
        FillNulls([.. Columns.Select(_ => value)], inPlace);

    public DataFrame FillNulls(IList<object> values, bool inPlace = false)
    {
        if (values.Count != Columns.Count)
            throw new ArgumentException($"{values.Count} values for {Columns.Count} columns", nameof(values));
        var frame = inPlace ? this : Clone();
        for (var i = 0; i < values.Count; i++)
            frame.Columns[i].FillNulls(values[i], inPlace: true);
        return frame;
    }

    public override string ToString() => ToString(25);

    public string ToString(long rowsToShow)
    {
        var width = Math.Max(10, Columns.Select(column => column.Name.Length + 1).DefaultIfEmpty().Max());
        var text = new StringBuilder();
        text.AppendLine(string.Concat(Columns.Select(column => column.Name.PadRight(width))));
        foreach (var row in Rows.Take((int)rowsToShow))
            text.AppendLine(string.Concat(row.Select(cell => $"{cell ?? "null"}".PadRight(width))));
        if (rowsToShow < Rows.Count)
            text.AppendLine($"Showing {rowsToShow} of {Rows.Count} rows");
        return text.ToString();
    }

    private DataFrame Take(IEnumerable<long?> rows)
    {
        var list = rows.ToList();
        return new DataFrame(Columns.Select(column => column.Take(list)));
    }
}
