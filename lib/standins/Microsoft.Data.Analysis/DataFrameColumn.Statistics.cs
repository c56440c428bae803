namespace Microsoft.Data.Analysis;

public abstract partial class DataFrameColumn
{
    private IEnumerable<long> Rows => Enumerable.Range(0, cells.Count).Select(row => (long)row);

    /// <summary>The sum in the column's own type, nulls left out; zero where nothing is left.</summary>
    public object Sum() => Sum(Rows);

    public object Sum(IEnumerable<long> rowIndices) => rowIndices.Select(row => this[row]).OfType<object>()
        .Aggregate(Convert.ChangeType(0, NumericType("sum")), Add);

    public object Min() => Min(Rows);

    public object Min(IEnumerable<long> rowIndices) => Extreme(rowIndices, -1, "minimum");

    public object Max() => Max(Rows);

    public object Max(IEnumerable<long> rowIndices) => Extreme(rowIndices, 1, "maximum");

    /// <summary>The mean of what is not null; zero for a column without rows.</summary>
    public double Mean() => Length == 0 ? 0 : Convert.ToDouble(Sum()) / (Length - NullCount);

    /// <summary>The middle of what is not null; zero for a column without rows.</summary>
    public double Median()
    {
        NumericType("median");
        var sorted = cells.OfType<object>().Select(Convert.ToDouble).Order().ToList();
        return sorted.Count == 0 ? 0 : (sorted[sorted.Count / 2] + sorted[(sorted.Count - 1) / 2]) / 2;
    }

    private object Extreme(IEnumerable<long> rows, int sign, string what)
    {
        if (DataType != typeof(DateTime))
            NumericType(what);
        var values = rows.Select(row => this[row]).ToList();
        RefuseNulls(values, what);
        return values.Aggregate((best, value) => IsNaN(best!) || !IsNaN(value!) && !IsBeyond(value, best) ? best : value)!;

        bool IsBeyond(object? value, object? best) => Math.Sign(Comparer<object>.Default.Compare(value, best)) == sign;
    }

    private static object Add(object left, object right) => (left, right) switch
    {
        (double a, double b) => a + b,
        (float a, float b) => a + b,
        (int a, int b) => a + b,
        (long a, long b) => a + b,
        (decimal a, decimal b) => a + b,
        _ => throw new NotSupportedException($"the stand-in does not add values of type {left.GetType().Name}"),
    };

    private static bool IsNaN(object value) => value is double.NaN or float.NaN;

    private Type NumericType(string what) => IsNumericColumn()
        ? DataType
        : throw new NotSupportedException($"column {Name}: cells of type {DataType.Name} have no {what}");

    /// <summary>What the package makes of nulls here changed between its versions, so the stand-in takes none.</summary>
    internal void RefuseNulls(IEnumerable<object?> values, string what)
    {
        if (values.Contains(null))
            throw new NotSupportedException($"column {Name}: the {what} of cells with nulls among them; DropNulls or FillNulls first");
    }
}
