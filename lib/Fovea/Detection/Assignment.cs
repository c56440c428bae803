namespace Fovea.Detection;

/// <summary>The assignment problem: each row a column of its own, the costs' sum as small as can be.</summary>
public static class Assignment
{
    /// <summary>
    /// Solves it exactly by shortest augmenting paths (Kuhn 1955; Jonker and Volgenant 1987), in O(n^2 m) for the smaller side n
    /// and the larger m.
    /// </summary>
    /// <param name="cost">[rows, columns], of either sign; a side may be empty.</param>
    /// <returns>The column of each row; -1 for the rows that get none where there are more rows than columns.</returns>
    /// <exception cref="ArgumentException">A cost is not finite: the message names its row and column.</exception>
    public static int[] Solve(double[,] cost)
    {
        var (rows, columns) = (cost.GetLength(0), cost.GetLength(1));
        for (var row = 0; row < rows; row++)
            for (var column = 0; column < columns; column++)
                if (!double.IsFinite(cost[row, column]))
                    throw new ArgumentException($"the cost of row {row} and column {column}: expected a finite number, found {cost[row, column]}", nameof(cost));
        if (rows <= columns)
            return Invert(RowOfColumn(rows, columns, (row, column) => cost[row, column]), rows);
        return RowOfColumn(columns, rows, (column, row) => cost[row, column]);
    }

    // Adds one row after the other to the matching, each along the cheapest path to a free column. Reduced costs, cost - u - v,
    // stay 0 on matched pairs and are nowhere negative, so that the paths are found as by Dijkstra.
    private static int[] RowOfColumn(int rows, int columns, Func<int, int, double> cost)
    {
        var (u, v) = (new double[rows], new double[columns]);
        var rowOf = new int[columns];
        Array.Fill(rowOf, -1);
        var (distance, before, done) = (new double[columns], new int[columns], new bool[columns]);
        for (var start = 0; start < rows; start++)
        {
            Array.Fill(distance, double.PositiveInfinity);
            Array.Fill(done, false);
            var (row, from, reached) = (start, -1, 0.0);
            do
            {
                var nearest = -1;
                for (var column = 0; column < columns; column++)
                {
                    if (done[column]) continue;
                    var through = reached + cost(row, column) - u[row] - v[column];
                    if (through < distance[column])
                        (distance[column], before[column]) = (through, from);
                    if (nearest < 0 || distance[column] < distance[nearest])
                        nearest = column;
                }
                (from, reached, done[nearest]) = (nearest, distance[nearest], true);
                row = rowOf[nearest];
            }
            while (row >= 0);

            u[start] += reached;
            for (var column = 0; column < columns; column++)
            {
                if (!done[column]) continue;
                if (rowOf[column] >= 0) u[rowOf[column]] += reached - distance[column];
                v[column] -= reached - distance[column];
            }
            for (; from >= 0; from = before[from])
                rowOf[from] = before[from] < 0 ? start : rowOf[before[from]];
        }
        return rowOf;
    }

    private static int[] Invert(int[] rowOf, int rows)
    {
        var columnOf = new int[rows];
        for (var column = 0; column < rowOf.Length; column++)
            if (rowOf[column] >= 0) columnOf[rowOf[column]] = column;
        return columnOf;
    }
}
