namespace Microsoft.Data.Analysis;

public enum JoinAlgorithm { Left, Right, FullOuter, Inner }

public partial class DataFrame
{
    /// <summary>Puts another frame's columns beside these, row by row.</summary>
    /// <param name="leftSuffix">Goes to this frame's column where both have one of a name.</param>
    /// <param name="rightSuffix">Goes to the other frame's column where both have one of a name.</param>
    /// <param name="joinAlgorithm">Whose rows are kept; a missing row is of nulls.</param>
    public DataFrame Join(
        DataFrame other, string leftSuffix = "_left", string rightSuffix = "_right", JoinAlgorithm joinAlgorithm = JoinAlgorithm.Left)
    {
        var (left, right) = ((int)Rows.Count, (int)other.Rows.Count);
        var count = joinAlgorithm switch
        {
            JoinAlgorithm.Left => left,
            JoinAlgorithm.Right => right,
            JoinAlgorithm.Inner => Math.Min(left, right),
            _ => Math.Max(left, right),
        };
        var rows = Enumerable.Range(0, count).Select(row => (row < left ? row : (long?)null, row < right ? row : (long?)null));
        return Pair(other, rows.ToList(), leftSuffix, rightSuffix);
    }

    public DataFrame Merge<TKey>(
        DataFrame other, string leftJoinColumn, string rightJoinColumn,
        string leftSuffix = "_left", string rightSuffix = "_right", JoinAlgorithm joinAlgorithm = JoinAlgorithm.Left) =>
        Merge(other, [leftJoinColumn], [rightJoinColumn], leftSuffix, rightSuffix, joinAlgorithm);

    /// <summary>Pairs every row with the other frame's rows of equal keys.</summary>
    /// <remarks>The order is that of the frame kept: this for Left and FullOuter (which then has the rest of the other),
    /// the other for Right, the longer for Inner, the other where both are as long.</remarks>
    /// <exception cref="NotSupportedException">A key is null.</exception>
    public DataFrame Merge(
        DataFrame other, string[] leftJoinColumns, string[] rightJoinColumns,
        string leftSuffix = "_left", string rightSuffix = "_right", JoinAlgorithm joinAlgorithm = JoinAlgorithm.Left)
    {
        if (leftJoinColumns.Length != rightJoinColumns.Length)
            throw new ArgumentException($"{leftJoinColumns.Length} columns with {rightJoinColumns.Length}", nameof(rightJoinColumns));
        foreach (var (left, right) in leftJoinColumns.Zip(rightJoinColumns))
            if (this[left].DataType != other[right].DataType)
                throw new ArgumentException($"{left} has {this[left].DataType.Name} cells, {right} {other[right].DataType.Name}", nameof(rightJoinColumns));
        var keepLeft = joinAlgorithm switch
        {
            JoinAlgorithm.Right => false,
            JoinAlgorithm.Inner => Rows.Count > other.Rows.Count,
            _ => true,
        };
        var (kept, matched) = (Keys(leftJoinColumns), other.Keys(rightJoinColumns));
        if (!keepLeft)
            (kept, matched) = (matched, kept);
        var rows = Match(kept, matched, joinAlgorithm);
        return Pair(other, [.. rows.Select(row => keepLeft ? row : (row.Item2, row.Item1))], leftSuffix, rightSuffix);
    }

    private static IEnumerable<(long?, long?)> Match(List<object> kept, List<object> matched, JoinAlgorithm joinAlgorithm)
    {
        var rowsOf = Enumerable.Range(0, matched.Count).ToLookup(row => matched[row]);
        var found = new HashSet<int>();
        for (var row = 0; row < kept.Count; row++)
        {
            foreach (var match in rowsOf[kept[row]])
            {
                found.Add(match);
                yield return (row, match);
            }
            if (joinAlgorithm != JoinAlgorithm.Inner && !rowsOf.Contains(kept[row]))
                yield return (row, null);
        }
        if (joinAlgorithm == JoinAlgorithm.FullOuter)
            foreach (var row in Enumerable.Range(0, matched.Count).Where(row => !found.Contains(row)))
                yield return (null, row);
    }

    /// <summary>One key a row: the cell, or the cells as a tuple.</summary>
    private List<object> Keys(string[] columnNames)
    {
        foreach (var name in columnNames)
            this[name].RefuseNulls(Rows.Select(row => row[name]), "merge");
        return [.. Rows.Select(row => columnNames.Select(name => row[name]!).Aggregate((key, cell) => (key, cell)))];
    }

    private DataFrame Pair(DataFrame other, List<(long? Left, long? Right)> rows, string leftSuffix, string rightSuffix)
    {
        var frame = Take(rows.Select(row => row.Left));
        foreach (var column in other.Take(rows.Select(row => row.Right)).Columns)
        {
            while (frame.Columns.IndexOf(column.Name) is >= 0 and var index)
            {
                frame.Columns[index].SetName(column.Name + leftSuffix);
                column.SetName(column.Name + rightSuffix);
            }
            frame.Columns.Add(column);
        }
        return frame;
    }
}
