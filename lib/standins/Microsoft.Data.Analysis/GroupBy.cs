using System.Collections;

namespace Microsoft.Data.Analysis;

/// <summary>The rows of a frame by the values of a column, in order of first appearance; rows without a value are in no group.</summary>
/// <remarks>A result has the column grouped by, then the columns named (all others where none is), one row a group.</remarks>
public abstract class GroupBy
{
    private protected GroupBy() { }

    /// <summary>How many cells are not null, as long.</summary>
    public abstract DataFrame Count(params string[] columnNames);

    public abstract DataFrame First(params string[] columnNames);

    public abstract DataFrame Sum(params string[] columnNames);

    /// <summary>The mean, as double.</summary>
    public abstract DataFrame Mean(params string[] columnNames);

    public abstract DataFrame Min(params string[] columnNames);

    public abstract DataFrame Max(params string[] columnNames);

    /// <summary>The first rows of every group, group by group.</summary>
    public abstract DataFrame Head(int numberOfRows);

    /// <summary>The last rows of every group, group by group.</summary>
    public abstract DataFrame Tail(int numberOfRows);
}

/// <inheritdoc/>
public class GroupBy<TKey> : GroupBy
{
    private readonly DataFrame frame;
    private readonly DataFrameColumn key;
    private readonly List<IGrouping<object, long>> groups;

    internal GroupBy(DataFrame frame, DataFrameColumn key)
    {
        this.frame = frame;
        this.key = key;
        groups = [.. Enumerable.Range(0, (int)frame.Rows.Count).Select(row => (long)row).Where(key.IsValid).GroupBy(row => key[row]!)];
    }

    public IEnumerable<IGrouping<TKey, DataFrameRow>> Groupings => groups.Select(group => new Grouping(group, frame));

    public override DataFrame Count(params string[] columnNames) =>
        Aggregate(columnNames, name => new PrimitiveDataFrameColumn<long>(name), (column, rows) => rows.LongCount(column.IsValid));

    public override DataFrame First(params string[] columnNames) => Aggregate(columnNames, null, (column, rows) => column[rows.First()]);

    public override DataFrame Sum(params string[] columnNames) => Aggregate(columnNames, null, (column, rows) => column.Sum(rows));

    public override DataFrame Mean(params string[] columnNames) =>
        Aggregate(columnNames, name => new PrimitiveDataFrameColumn<double>(name), (column, rows) =>
        {
            column.RefuseNulls(rows.Select(row => column[row]), "mean");
            return Convert.ToDouble(column.Sum(rows)) / rows.Count();
        });

    public override DataFrame Min(params string[] columnNames) => Aggregate(columnNames, null, (column, rows) => column.Min(rows));

    public override DataFrame Max(params string[] columnNames) => Aggregate(columnNames, null, (column, rows) => column.Max(rows));

    public override DataFrame Head(int numberOfRows) => Pick(group => group.Take(numberOfRows));

    public override DataFrame Tail(int numberOfRows) => Pick(group => group.TakeLast(numberOfRows));

    private DataFrame Aggregate(
        string[] columnNames,
        Func<string, DataFrameColumn>? create,
        Func<DataFrameColumn, IEnumerable<long>, object?> value)
    {
        var columns = new List<DataFrameColumn> { key.Take(groups.Select(group => (long?)group.First())) };
        foreach (var name in columnNames is { Length: > 0 } ? columnNames : frame.Columns.Select(column => column.Name))
        {
            var column = frame[name];
            if (column == key)
                continue;
            var result = create?.Invoke(name) ?? column.Take([]);
            foreach (var group in groups)
                result.AppendCell(value(column, group));
            columns.Add(result);
        }
        return new DataFrame(columns);
    }

    private DataFrame Pick(Func<IEnumerable<long>, IEnumerable<long>> pick)
    {
        var rows = groups.SelectMany(pick).Select(row => (long?)row).ToList();
        return new DataFrame(frame.Columns.OrderBy(column => column != key).Select(column => column.Take(rows)));
    }

    private sealed class Grouping(IGrouping<object, long> rows, DataFrame frame) : IGrouping<TKey, DataFrameRow>
    {
        public TKey Key => (TKey)rows.Key;

        public IEnumerator<DataFrameRow> GetEnumerator() => rows.Select(row => frame.Rows[row]).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
