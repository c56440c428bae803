using System.Collections;

namespace Microsoft.Data.Analysis;

/// <summary>A row of a frame: a view, not a copy.</summary>
public class DataFrameRow : IEnumerable<object?>
{
    private readonly DataFrame frame;
    private readonly long row;

    internal DataFrameRow(DataFrame frame, long row) => (this.frame, this.row) = (frame, row);

    public object? this[int index]
    {
        get => frame.Columns[index][row];
        set => frame.Columns[index][row] = value;
    }

    public object? this[string columnName]
    {
        get => frame[columnName][row];
        set => frame[columnName][row] = value;
    }

    public IEnumerable<KeyValuePair<string, object?>> GetValues() =>
        frame.Columns.Select(column => KeyValuePair.Create(column.Name, column[row]));

    public IEnumerator<object?> GetEnumerator() => frame.Columns.Select(column => column[row]).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => string.Concat(this.Select(value => $"{value ?? "null"} "));
}

/// <summary>The rows of a frame, in order.</summary>
public class DataFrameRowCollection : IEnumerable<DataFrameRow>
{
    private readonly DataFrame frame;

    internal DataFrameRowCollection(DataFrame frame) => this.frame = frame;

    public long Count => frame.Columns.RowCount;

    public DataFrameRow this[long index] => new(frame, index);

    public IEnumerator<DataFrameRow> GetEnumerator()
    {
        for (var row = 0L; row < Count; row++)
            yield return this[row];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
