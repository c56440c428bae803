using FsCheck;
using FsCheck.Fluent;
using Fovea.Detection;

namespace Fovea.Tests.Detection;

public class AssignmentTests
{
    private static readonly Gen<double[,]> Costs =
        from rows in Gen.Choose(1, 6)
        from columns in Gen.Choose(1, 6)
        from values in Gen.Choose(-20, 20).Select(n => n / 4.0).ArrayOf(rows * columns)
        select Matrix(rows, columns, values);

    [Fact]
    public void No_other_assignment_is_cheaper() => Prop.ForAll(Costs.ToArbitrary(), cost =>
        Math.Abs(Total(cost, Assignment.Solve(cost)) - Cheapest(cost, 0, 0)) < 1e-9).Holds(500);

    [Fact]
    public void Each_row_gets_a_column_of_its_own_as_far_as_there_are_columns() => Prop.ForAll(Costs.ToArbitrary(), cost =>
    {
        var columns = Assignment.Solve(cost).Where(column => column >= 0).ToArray();
        return columns.Length == Math.Min(cost.GetLength(0), cost.GetLength(1)) && columns.Distinct().Count() == columns.Length;
    }).Holds(300);

    [Fact]
    public void Costs_far_apart_do_not_cost_the_small_ones_their_place()
    {
        double[,] cost = { { 1e9, 2, 1e9 }, { 1, 1e9, 3 }, { 1e9, 1e9, 1e-3 } };
        Assert.Equal([1, 0, 2], Assignment.Solve(cost));
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(3, 0)]
    [InlineData(0, 0)]
    public void Where_a_side_is_empty_no_row_gets_a_column(int rows, int columns) =>
        Assert.Equal(Enumerable.Repeat(-1, rows), Assignment.Solve(new double[rows, columns]));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void A_cost_that_is_not_finite_is_named_by_its_row_and_column(double bad)
    {
        var error = Assert.Throws<ArgumentException>(() => Assignment.Solve(new[,] { { 1, 2, 3 }, { 4, 5, bad } }));
        Assert.Contains("row 1 and column 2", error.Message);
    }

    private static double[,] Matrix(int rows, int columns, double[] values)
    {
        var matrix = new double[rows, columns];
        Buffer.BlockCopy(values, 0, matrix, 0, values.Length * sizeof(double));
        return matrix;
    }

    private static double Total(double[,] cost, int[] columnOf) => columnOf.Index().Where(pair => pair.Item >= 0).Sum(pair => cost[pair.Index, pair.Item]);

    // Tries every column, and, where there are more rows than columns, none, for each row in turn.
    private static double Cheapest(double[,] cost, int row, int taken)
    {
        var (rows, columns) = (cost.GetLength(0), cost.GetLength(1));
        if (row == rows) return System.Numerics.BitOperations.PopCount((uint)taken) == Math.Min(rows, columns) ? 0 : double.PositiveInfinity;
        var least = rows > columns ? Cheapest(cost, row + 1, taken) : double.PositiveInfinity;
        for (var column = 0; column < columns; column++)
            if ((taken >> column & 1) == 0)
                least = Math.Min(least, cost[row, column] + Cheapest(cost, row + 1, taken | 1 << column));
        return least;
    }
}
