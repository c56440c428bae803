namespace Microsoft.Data.Analysis;

/// <summary>A column of numbers, truth values or dates.</summary>
public class PrimitiveDataFrameColumn<T> : DataFrameColumn, IEnumerable<T?> where T : unmanaged
{
    public PrimitiveDataFrameColumn(string name, IEnumerable<T?> values)
        : base(name, typeof(T), values.Select(value => (object?)value)) { }

    public PrimitiveDataFrameColumn(string name, IEnumerable<T> values)
        : base(name, typeof(T), values.Select(value => (object?)value)) { }

    /// <summary>A column of nulls.</summary>
    public PrimitiveDataFrameColumn(string name, long length = 0)
        : base(name, typeof(T), Enumerable.Repeat<object?>(null, checked((int)length))) { }

    public new T? this[long rowIndex]
    {
        get => (T?)base[rowIndex];
        set => base[rowIndex] = value;
    }

    public void Append(T? value) => AppendCell(value);

    public new PrimitiveDataFrameColumn<T> Clone(long numberOfNullsToAppend = 0) =>
        (PrimitiveDataFrameColumn<T>)base.Clone(numberOfNullsToAppend);

    /// <summary>Applies a function to every cell that is not null.</summary>
    public PrimitiveDataFrameColumn<T> Apply(Func<T, T> func, bool inPlace = false)
    {
        var column = inPlace ? this : Clone();
        for (var row = 0; row < column.cells.Count; row++)
            if (column.cells[row] is T value)
                column.cells[row] = func(value);
        return column;
    }

    /// <summary>A column named Result of what a function makes of every cell, null or not.</summary>
    public PrimitiveDataFrameColumn<TResult> Apply<TResult>(Func<T?, TResult?> func) where TResult : unmanaged =>
        new("Result", cells.Select(cell => func((T?)cell)));

    public IEnumerator<T?> GetEnumerator() => cells.Select(cell => (T?)cell).GetEnumerator();

    protected virtual PrimitiveDataFrameColumn<T> CreateNewColumn(string name, long length = 0) => new(name, length);

    internal override GroupBy Group(DataFrame frame) => new GroupBy<T>(frame, this);

    private protected override DataFrameColumn New(IEnumerable<object?> values)
    {
        var column = CreateNewColumn(Name);
        column.cells.AddRange(values);
        return column;
    }
}
