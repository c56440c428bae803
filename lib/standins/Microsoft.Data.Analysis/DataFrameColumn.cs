using System.Collections;
using System.Globalization;

namespace Microsoft.Data.Analysis;

/// <summary>A named column of cells of one type, any of which may be null.</summary>
/// <remarks>The cells are boxed: a stand-in for tables of results, not for data of millions of rows.</remarks>
public abstract partial class DataFrameColumn : IEnumerable
{
    private protected readonly List<object?> cells;

    private protected DataFrameColumn(string name, Type type, IEnumerable<object?> values)
    {
        Name = name;
        DataType = type;
        cells = [.. values];
    }

    public string Name { get; private set; }

    public Type DataType { get; }

    public long Length => cells.Count;

    public long NullCount => cells.Count(cell => cell is null);

    public object? this[long rowIndex]
    {
        get => cells[checked((int)rowIndex)];
        set => cells[checked((int)rowIndex)] = Checked(value);
    }

    public static PrimitiveDataFrameColumn<T> Create<T>(string name, IEnumerable<T> values) where T : unmanaged => new(name, values);

    public static PrimitiveDataFrameColumn<T> Create<T>(string name, IEnumerable<T?> values) where T : unmanaged => new(name, values);

    public static StringDataFrameColumn Create(string name, IEnumerable<string?> values) => new(name, values);

    public void SetName(string newName) => Name = newName;

    public bool IsValid(long index) => this[index] is not null;

    public bool IsNumericColumn() =>
        Type.GetTypeCode(DataType) is >= TypeCode.SByte and <= TypeCode.Decimal;

    public DataFrameColumn Clone(long numberOfNullsToAppend = 0) =>
        New([.. cells, .. Enumerable.Repeat<object?>(null, checked((int)numberOfNullsToAppend))]);

    public DataFrameColumn DropNulls() => New(cells.Where(cell => cell is not null));

    public DataFrameColumn FillNulls(object value, bool inPlace = false)
    {
        var column = inPlace ? this : Clone();
        var fill = column.Converted(value, CultureInfo.CurrentCulture);
        for (var row = 0; row < cells.Count; row++)
            column.cells[row] ??= fill;
        return column;
    }

    public override string ToString() => $"{Name}: {string.Join(" ", cells.Select(cell => cell ?? "null"))}";

    IEnumerator IEnumerable.GetEnumerator() => cells.GetEnumerator();

    /// <summary>A column of the same name and type with other cells.</summary>
    private protected abstract DataFrameColumn New(IEnumerable<object?> values);

    /// <summary>The rows of a frame by the values of this column of it.</summary>
    internal abstract GroupBy Group(DataFrame frame);

    /// <summary>The cells of some rows; a null row gives a null cell.</summary>
    internal DataFrameColumn Take(IEnumerable<long?> rows) => New(rows.Select(row => row is { } index ? this[index] : null));

    internal void AppendCell(object? value) => cells.Add(Checked(value));

    /// <summary>The value as this column holds it.</summary>
    /// <exception cref="FormatException">A text that does not read as the column's type.</exception>
    internal object? Converted(object? value, CultureInfo culture)
    {
        try
        {
            return value is null ? null : Convert.ChangeType(value, DataType, culture);
        }
        catch (FormatException error)
        {
            throw new FormatException($"column {Name}: expected {DataType.Name}, found '{value}'", error);
        }
    }

    /// <summary>The order of the rows by this column; rows of equal cells keep theirs (the package leaves that open).</summary>
    internal IEnumerable<long?> Order(bool ascending, bool putNullValuesLast)
    {
        var rows = Enumerable.Range(0, cells.Count).ToList();
        var valid = rows.Where(row => cells[row] is not null);
        valid = ascending ? valid.OrderBy(row => cells[row]) : valid.OrderByDescending(row => cells[row]);
        var empty = rows.Where(row => cells[row] is null);
        return (putNullValuesLast ? valid.Concat(empty) : empty.Concat(valid)).Select(row => (long?)row);
    }

    private object? Checked(object? value) => value is null || value.GetType() == DataType
        ? value
        : throw new ArgumentException($"column {Name}: expected a value of type {DataType}, found {value.GetType()}", nameof(value));
}
