using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Data.Analysis;

namespace Fovea.Tests.Packages;

/// <summary>What the library expects of Microsoft.Data.Analysis, and the stand-in does likewise.</summary>
public class DataFrameTests
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    private static DataFrame Methods() => new(
        new StringDataFrameColumn("method", ["uniform", "poll", null, "poll"]),
        new DoubleDataFrameColumn("AP", [31.5, 40.25, 28.0, 39.75]),
        new Int32DataFrameColumn("seed", [1, 1, 2, 2]));

    private static List<object?> Cells(DataFrame frame, string column) => [.. frame.Rows.Select(row => row[column])];

    [Fact]
    public void The_first_rows_of_a_csv_tell_the_types()
    {
        var frame = DataFrame.LoadCsvFromString("a,b,c,d,e\n1,true,x,2024-01-31,\n2.5,false,7,null,\n", cultureInfo: Invariant);
        Assert.Equal([typeof(float), typeof(bool), typeof(string), typeof(DateTime), typeof(string)], frame.Columns.Select(c => c.DataType));
        Assert.Equal([2.5f, false, "7", null, ""], frame.Rows[1]);
    }

    [Fact]
    public void Declared_types_are_kept_and_an_empty_field_is_null_but_in_a_text()
    {
        var frame = DataFrame.LoadCsvFromString("id,x,s\n1,0.1,\n,NULL,null\n9\n",
            dataTypes: [typeof(long), typeof(double), typeof(string)], cultureInfo: Invariant);
        Assert.Equal([1L, null, 9L], Cells(frame, "id"));
        Assert.Equal([0.1, null, null], Cells(frame, "x"));
        Assert.Equal(["", null, null], Cells(frame, "s"));
    }

    [Fact]
    public void Quotes_hold_separators_and_lines_and_space_around_a_field_is_dropped()
    {
        var frame = DataFrame.LoadCsvFromString("a;b\n \"x;\"\"y\"\"\" ; z \n\n   \n\"one\n\ntwo\";\"\"\n", separator: ';');
        Assert.Equal(["x;\"y\"", "one\ntwo"], Cells(frame, "a"));
        Assert.Equal(["z", ""], Cells(frame, "b"));
    }

    [Fact]
    public void Columns_take_the_names_given_or_a_number()
    {
        Assert.Equal(["Column0", "Column1"], DataFrame.LoadCsvFromString("1,2", header: false).Columns.Select(c => c.Name));
        Assert.Equal(["x", "Column1"], DataFrame.LoadCsvFromString("x,\n1,2").Columns.Select(c => c.Name));
        Assert.Equal(["p", "q"], DataFrame.LoadCsvFromString("1,2", header: false, columnNames: ["p", "q"]).Columns.Select(c => c.Name));
    }

    [Fact]
    public void As_many_rows_are_read_as_asked_for()
    {
        var stream = new MemoryStream("a\n1\n2\n3\n"u8.ToArray());
        Assert.Equal([1f, 2f], Cells(DataFrame.LoadCsv(stream, numberOfRowsToRead: 2), "a"));
    }

    [Fact]
    public void A_csv_round_trip_keeps_what_a_csv_can()
    {
        var text = Gen.Elements("a", "é", "漢", "😀", ",", "\"", "\"\"", " ", "\n", "\r\n", "\t", "null", "0", "")
            .ArrayOf().Select(string.Concat).OrNull();
        var number = Gen.OneOf(
            Gen.Choose(int.MinValue, int.MaxValue).Select(i => (double?)Math.ScaleB(i, i % 300)), Gen.Constant((double?)null));
        var date = Gen.Choose(0, int.MaxValue).Select(seconds => DateTime.UnixEpoch.AddSeconds(seconds));
        var rows = text.Zip(number).Zip(date).Select(row => (Text: row.Item1.Item1, Number: row.Item1.Item2, Date: row.Item2)).ArrayOf();
        Prop.ForAll(rows.ToArbitrary(), expected =>
        {
            var stream = new MemoryStream();
            var written = new DataFrame(
                new Int64DataFrameColumn("id, of \"row\"", expected.Select((_, i) => (long)i)),
                new StringDataFrameColumn("text", expected.Select(row => row.Text!)),
                new DoubleDataFrameColumn("number", expected.Select(row => row.Number)),
                new PrimitiveDataFrameColumn<DateTime>("date", expected.Select(row => row.Date)),
                new BooleanDataFrameColumn("even", expected.Select((_, i) => i % 2 == 0)));
            DataFrame.SaveCsv(written, stream, encoding: Encoding.UTF8, cultureInfo: Invariant);
            stream.Position = 0;
            var types = written.Columns.Select(c => c.DataType).ToArray();
            var read = DataFrame.LoadCsv(stream, dataTypes: types, encoding: Encoding.UTF8, cultureInfo: Invariant);

            Assert.Equal(written.Columns.Select(c => c.Name), read.Columns.Select(c => c.Name));
            Assert.Equal(expected.Select(row => AsRead(row.Text)), Cells(read, "text"));
            foreach (var exact in new[] { "number", "date", "even" })
                Assert.Equal(Cells(written, exact), Cells(read, exact));
        }).Holds();
    }

    /// <summary>A null text is written as an empty one; blank lines and outer space go; the word null is null.</summary>
    private static string? AsRead(string? text)
    {
        var lines = (text ?? "").Replace("\r\n", "\r").Split('\n', '\r');
        var breaks = (text ?? "").Replace("\r\n", "\r").Where(c => c is '\n' or '\r').Select(c => c == '\r' ? "\r\n" : "\n").ToList();
        var kept = new StringBuilder(lines[0]);
        for (var i = 1; i < lines.Length; i++)
        {
            if (i < lines.Length - 1 && lines[i].Trim() == "")
                breaks[i] = breaks[i - 1];
            else
                kept.Append(breaks[i - 1]).Append(lines[i]);
        }
        var trimmed = kept.ToString().Trim();
        return trimmed.Equals("null", StringComparison.OrdinalIgnoreCase) ? null : trimmed;
    }

    [Fact]
    public void Ascii_is_written_where_no_encoding_is_given()
    {
        var stream = new MemoryStream();
        DataFrame.SaveCsv(new DataFrame(new StringDataFrameColumn("s", ["é"])), stream, cultureInfo: Invariant);
        Assert.Equal("s\n?\n", Encoding.ASCII.GetString(stream.ToArray()).ReplaceLineEndings("\n"));
    }

    [Fact]
    public void A_file_round_trips_by_its_path()
    {
        var path = Path.GetTempFileName();
        try
        {
            DataFrame.SaveCsv(Methods(), path, cultureInfo: Invariant);
            var read = DataFrame.LoadCsv(path, dataTypes: [typeof(string), typeof(double), typeof(int)], cultureInfo: Invariant);
            Assert.Equal(Cells(Methods(), "AP"), Cells(read, "AP"));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_filter_takes_the_rows_where_it_is_true()
    {
        var frame = Methods();
        Assert.Equal([40.25, 39.75], Cells(frame.Filter(frame["method"].ElementwiseEquals("poll")), "AP"));
        Assert.Equal([31.5], Cells(frame.Filter(new PrimitiveDataFrameColumn<bool>("f", [true, null, false])), "AP"));
        Assert.Equal([31.5, 40.25], Cells(frame[frame["AP"].ElementwiseGreaterThan(30.0).Select((value, i) => value == true && i < 3)], "AP"));
        Assert.Equal([39.75, 31.5], Cells(frame[[3L, 0L]], "AP"));
        Assert.Equal([31.5, 40.25], Cells(frame.Head(2), "AP"));
        Assert.Equal([39.75], Cells(frame.Tail(1), "AP"));
    }

    [Fact]
    public void Comparisons_are_those_of_the_values()
    {
        PrimitiveDataFrameColumn<bool> Of(Func<DataFrameColumn, PrimitiveDataFrameColumn<bool>> compare) => compare(Methods()["AP"]);
        Assert.Equal([false, true, false, true], Of(c => c.ElementwiseGreaterThan(31.5)).Select(v => v!.Value));
        Assert.Equal([true, true, false, true], Of(c => c.ElementwiseGreaterThanOrEqual(31.5)).Select(v => v!.Value));
        Assert.Equal([false, false, true, false], Of(c => c.ElementwiseLessThan(31.5)).Select(v => v!.Value));
        Assert.Equal([false, false, true, false], Of(c => c.ElementwiseLessThanOrEqual(28)).Select(v => v!.Value));
        Assert.Equal([true, true, true, true], Of(c => c.ElementwiseEquals(c)).Select(v => v!.Value));
        Assert.Equal([true, true, false, true], Of(c => c.ElementwiseNotEquals(28)).Select(v => v!.Value));
        Assert.Equal([false, false, true, false], Methods()["method"].ElementwiseIsNull().Select(v => v!.Value));
    }

    [Theory]
    [InlineData(true, true, new[] { "poll", "poll", "uniform", null })]
    [InlineData(false, true, new[] { "uniform", "poll", "poll", null })]
    [InlineData(true, false, new[] { null, "poll", "poll", "uniform" })]
    public void Rows_are_ordered_by_a_column(bool ascending, bool nullsLast, string?[] expected)
    {
        Assert.Equal(expected, Cells(Methods().OrderBy("method", ascending, nullsLast), "method"));
        Assert.Equal([40.25, 39.75, 31.5, 28.0], Cells(Methods().OrderByDescending("AP"), "AP"));
    }

    [Fact]
    public void Groups_are_those_of_linq()
    {
        var row = Gen.Elements("a", "b", "c", null).Zip(Gen.Choose(-50, 50));
        Prop.ForAll(row.ArrayOf().ToArbitrary(), rows =>
        {
            var frame = new DataFrame(
                new StringDataFrameColumn("key", rows.Select(r => r.Item1!)),
                new DoubleDataFrameColumn("x", rows.Select(r => r.Item2 / 4.0)),
                new Int64DataFrameColumn("n", rows.Select(r => (long?)r.Item2)));
            var expected = rows.Where(r => r.Item1 is not null).GroupBy(r => r.Item1, r => r.Item2).ToList();
            var groups = frame.GroupBy("key");

            Assert.Equal(expected.Select(g => g.Key), Cells(groups.Count(), "key"));
            Assert.Equal(expected.Select(g => (object?)(long)g.Count()), Cells(groups.Count("x"), "x"));
            Assert.Equal(expected.Select(g => (object?)g.Sum(i => i / 4.0)), Cells(groups.Sum("x"), "x"));
            Assert.Equal(expected.Select(g => (object?)(long)g.Sum()), Cells(groups.Sum("n"), "n"));
            Assert.Equal(expected.Select(g => (object?)g.Average(i => i / 4.0)), Cells(groups.Mean("x", "n"), "x"));
            Assert.Equal(expected.Select(g => (object?)(g.Min() / 4.0)), Cells(groups.Min("x"), "x"));
            Assert.Equal(expected.Select(g => (object?)(long)g.Max()), Cells(groups.Max("n"), "n"));
            Assert.Equal(expected.Select(g => (object?)(long)g.First()), Cells(groups.First(), "n"));
            Assert.Equal(expected.SelectMany(g => g.Take(2)).Select(i => (object?)(long)i), Cells(groups.Head(2), "n"));
            Assert.Equal(expected.SelectMany(g => g.TakeLast(1)).Select(i => (object?)(long)i), Cells(groups.Tail(1), "n"));
            Assert.Equal(expected.Select(g => (g.Key!, g.Count())), frame.GroupBy<string>("key").Groupings.Select(g => (g.Key, g.Count())));
        }).Holds();
    }

    [Fact]
    public void A_group_result_has_the_key_first_and_then_the_columns_named()
    {
        Assert.Equal(["seed", "AP"], Methods().GroupBy("seed").Mean("AP").Columns.Select(c => c.Name));
        Assert.Equal(["seed", "method", "AP"], Methods().GroupBy("seed").Count().Columns.Select(c => c.Name));
        Assert.Equal([typeof(int), typeof(long)], Methods().GroupBy("seed").Count("AP").Columns.Select(c => c.DataType));
        Assert.Equal([2L, 1L], Cells(Methods().GroupBy("seed").Count("method"), "method"));
        Assert.Throws<InvalidCastException>(() => Methods().GroupBy<string>("seed"));
    }

    [Fact]
    public void A_merge_pairs_the_rows_of_equal_keys()
    {
        var keys = Gen.Choose(0, 4).Zip(Gen.Choose(0, 1)).ArrayOf();
        Prop.ForAll(keys.Zip(keys).ToArbitrary(), sides =>
        {
            var (left, right) = (sides.Item1, sides.Item2);
            var pairs = from i in Enumerable.Range(0, left.Length)
                        from j in Enumerable.Range(0, right.Length)
                        where left[i] == right[j]
                        select ((long?)i, (long?)j);
            var onlyLeft = Enumerable.Range(0, left.Length).Where(i => !right.Contains(left[i])).Select(i => ((long?)i, (long?)null));
            var onlyRight = Enumerable.Range(0, right.Length).Where(j => !left.Contains(right[j])).Select(j => ((long?)null, (long?)j));

            Assert.Equal(pairs.Concat(onlyLeft).Order(), Rows(JoinAlgorithm.Left));
            Assert.Equal(pairs.Concat(onlyRight).Order(), Rows(JoinAlgorithm.Right));
            Assert.Equal(pairs.Order(), Rows(JoinAlgorithm.Inner));
            Assert.Equal(pairs.Concat(onlyLeft).Concat(onlyRight).Order(), Rows(JoinAlgorithm.FullOuter));

            IEnumerable<(long?, long?)> Rows(JoinAlgorithm algorithm)
            {
                var merged = Side(left).Merge(Side(right), ["k", "m"], ["k", "m"], joinAlgorithm: algorithm);
                Assert.Equal(["k_left", "m_left", "row_left", "k_right", "m_right", "row_right"], merged.Columns.Select(c => c.Name));
                return Cells(merged, "row_left").Zip(Cells(merged, "row_right"), (i, j) => ((long?)i, (long?)j)).Order();
            }
        }).Holds();

        static DataFrame Side((int, int)[] keys) => new(
            new Int32DataFrameColumn("k", keys.Select(key => key.Item1)),
            new Int32DataFrameColumn("m", keys.Select(key => key.Item2)),
            new Int64DataFrameColumn("row", keys.Select((_, i) => (long)i)));
    }

    [Fact]
    public void A_merge_keeps_the_order_of_the_frame_it_keeps()
    {
        var left = new DataFrame(new StringDataFrameColumn("k", ["b", "a", "c"]), new Int32DataFrameColumn("x", [1, 2, 3]));
        var right = new DataFrame(new StringDataFrameColumn("k", ["a", "b", "a"]), new Int32DataFrameColumn("y", [10, 20, 30]));
        DataFrame Merged(JoinAlgorithm algorithm) => left.Merge<string>(right, "k", "k", "1", "2", algorithm);
        Assert.Equal([20, 10, 30, null], Cells(Merged(JoinAlgorithm.Left), "y"));
        Assert.Equal([2, 1, 2], Cells(Merged(JoinAlgorithm.Right), "x"));
        Assert.Equal([2, 1, 2], Cells(Merged(JoinAlgorithm.Inner), "x"));
        Assert.Equal(["k1", "x", "k2", "y"], Merged(JoinAlgorithm.Inner).Columns.Select(c => c.Name));
    }

    [Theory]
    [InlineData(JoinAlgorithm.Left, 3)]
    [InlineData(JoinAlgorithm.Right, 2)]
    [InlineData(JoinAlgorithm.Inner, 2)]
    [InlineData(JoinAlgorithm.FullOuter, 3)]
    public void A_join_puts_rows_side_by_side(JoinAlgorithm algorithm, int rows)
    {
        var left = new DataFrame(new Int32DataFrameColumn("x", [1, 2, 3]));
        var joined = left.Join(new DataFrame(new Int32DataFrameColumn("x", [7, 8])), joinAlgorithm: algorithm);
        Assert.Equal(new object?[] { 1, 2, 3 }.Take(rows), Cells(joined, "x_left"));
        Assert.Equal(new object?[] { 7, 8, null }.Take(rows), Cells(joined, "x_right"));
        Assert.Equal(["x"], left.Columns.Select(c => c.Name));
    }

    [Fact]
    public void Rows_are_appended_by_order_by_name_or_from_another_frame()
    {
        var frame = Methods();
        var longer = frame.Append(new List<object> { "finer", "12.5", 3 }, cultureInfo: Invariant);
        Assert.Equal(4, frame.Rows.Count);
        Assert.Equal(["finer", 12.5, 3], longer.Rows[4]);
        longer.Append([KeyValuePair.Create("seed", (object?)9)], inPlace: true);
        Assert.Equal([null, null, 9], longer.Rows[5]);
        longer.Append(frame.Filter(frame["seed"].ElementwiseEquals(2)).Rows, inPlace: true);
        Assert.Equal([28.0, 39.75], Cells(longer.Tail(2), "AP"));
        longer.Append(inPlace: true);
        Assert.All(longer.Rows[8], Assert.Null);
    }

    [Fact]
    public void A_row_that_does_not_fit_is_not_appended()
    {
        var frame = Methods();
        Assert.Throws<FormatException>(() => frame.Append(new List<object> { "x", "many", 3 }, inPlace: true, cultureInfo: Invariant));
        Assert.Throws<ArgumentException>(() => frame.Append(new List<object> { "x", 1.0, 3, 4 }, inPlace: true));
        Assert.All(frame.Columns, column => Assert.Equal(4, column.Length));
    }

    [Fact]
    public void Columns_are_of_one_length_and_no_two_of_a_name()
    {
        var frame = Methods();
        Assert.Throws<ArgumentException>(() => frame.Columns.Add(new Int32DataFrameColumn("short", [1])));
        Assert.Throws<ArgumentException>(() => frame.Columns.Add(new Int32DataFrameColumn("seed", 4)));
        Assert.Throws<ArgumentException>(() => frame["none"]);
        frame["seed"] = new Int64DataFrameColumn("any", [5L, 6, 7, 8]);
        frame["new"] = frame["seed"].Clone();
        frame.Columns.Remove("AP");
        frame.Columns.RenameColumn("method", "how");
        Assert.Equal(["how", "seed", "new"], frame.Columns.Select(c => c.Name));
        Assert.Equal([5L, 6L, 7L, 8L], frame.Columns.GetInt64Column("new"));
        Assert.Throws<ArgumentException>(() => frame.Columns.GetDoubleColumn("seed"));
    }

    [Fact]
    public void Cells_are_read_and_written_in_place()
    {
        var frame = Methods();
        frame[0, 1] = 1.5;
        frame.Rows[1]["AP"] = null;
        frame.Columns.GetDoubleColumn("AP")[2] = 2.5;
        Assert.Equal([1.5, null, 2.5, 39.75], Cells(frame, "AP"));
        Assert.Equal(1, frame["AP"].NullCount);
        Assert.Throws<ArgumentException>(() => frame[0, 1] = "text");
        Assert.Equal([31.5, 40.25, 28.0, 39.75], Cells(Methods().Clone(), "AP"));
    }

    [Fact]
    public void Nulls_are_dropped_or_filled()
    {
        var frame = new DataFrame(new DoubleDataFrameColumn("x", [1.0, null, null]), new Int32DataFrameColumn("n", [1, 2, null]));
        Assert.Equal(1, frame.DropNulls().Rows.Count);
        Assert.Equal(2, frame.DropNulls(DropNullOptions.All).Rows.Count);
        Assert.Equal([1.0, 0.0, 0.0], Cells(frame.FillNulls(0), "x"));
        Assert.Equal([1, 2, 7], Cells(frame.FillNulls(new List<object> { 0.5, 7 }, inPlace: true), "n"));
    }

    [Fact]
    public void A_column_is_summed_up_by_its_statistics()
    {
        var column = new DoubleDataFrameColumn("x", [4.0, 1.0, null, 2.5]);
        Assert.Equal(7.5, column.Sum());
        Assert.Equal(2.5, column.Mean());
        Assert.Equal(1, Methods()["seed"].Min());
        Assert.Equal(40.25, Methods()["AP"].Max());
        Assert.Equal(35.625, Methods()["AP"].Median());
        Assert.Equal([8.0, 2.0, null, 5.0], column.Apply(x => 2 * x));
        Assert.Equal([4, 1, -1, 2], column.Apply(x => x is null ? -1 : (int?)(int)x));
    }
}
