using Microsoft.Data.Analysis;

namespace Fovea.Tests.Packages;

/// <summary>What is the stand-in's own: its messages, what it refuses, how a notebook shows it.</summary>
public class DataFrameStandinTests
{
    private static readonly DataFrame WithNull = new(
        new StringDataFrameColumn("k", ["a", null]), new DoubleDataFrameColumn("x", [1.0, null]));

    [Theory]
    [InlineData("a\n1\nx\n", "column a: expected Double, found 'x'")]
    [InlineData("", "there is no row to read")]
    [InlineData("a\n\"b\"c\n", "text after a closing quote: \"b\"c")]
    public void A_csv_that_cannot_be_read_says_where(string csv, string message) =>
        Assert.Contains(message, Assert.Throws<FormatException>(() => DataFrame.LoadCsvFromString(csv, dataTypes: [typeof(double)])).Message);

    [Fact]
    public void A_type_without_a_column_is_refused_by_name() => Assert.Contains("column a: the stand-in has no column of System.Guid",
        Assert.Throws<NotSupportedException>(() => DataFrame.LoadCsvFromString("a\n1", dataTypes: [typeof(Guid)])).Message);

    [Fact]
    public void What_the_package_makes_of_nulls_is_refused_where_its_versions_differ()
    {
        foreach (var refused in new Action[]
        {
            () => WithNull["x"].ElementwiseLessThan(2.0),
            () => WithNull["x"].Max(),
            () => WithNull.Merge(WithNull.Clone(), ["k"], ["k"]),
            () => new DataFrame(new Int32DataFrameColumn("g", [1, 1]), WithNull["x"].Clone()).GroupBy("g").Mean(),
        })
            Assert.Contains("DropNulls or FillNulls first", Assert.Throws<NotSupportedException>(refused).Message);
    }

    [Fact]
    public void What_a_column_is_not_for_is_refused()
    {
        Assert.Contains("column k: cells of type String have no sum", Assert.Throws<NotSupportedException>(() => WithNull["k"].Sum()).Message);
        Assert.Contains("column k: Less between String and String", Assert.Throws<NotSupportedException>(() => WithNull["k"].ElementwiseLessThan("b")).Message);
        Assert.Contains("no column y; there are k, x", Assert.Throws<ArgumentException>(() => WithNull["y"]).Message);
    }

    [Fact]
    public void Text_shows_the_first_rows()
    {
        var frame = new DataFrame(new Int32DataFrameColumn("n", Enumerable.Range(0, 30)));
        var lines = frame.ToString().Split(Environment.NewLine);
        Assert.Equal(["n         ", "0         "], lines[..2]);
        Assert.Equal(["24        ", "Showing 25 of 30 rows", ""], lines[^3..]);
    }

    [Fact]
    public void A_notebook_shows_a_table()
    {
        var frame = new DataFrame(
            new StringDataFrameColumn("<k>", Enumerable.Repeat("a&b", 120)), new DoubleDataFrameColumn("x", 120));
        frame[0, 1] = 0.1;
        var html = Format(frame, "text/html");
        Assert.StartsWith("<table><thead><tr><th></th><th>&lt;k&gt;</th><th>x</th></tr></thead>", html);
        Assert.Contains("<tr><th>0</th><td>a&amp;b</td><td style=\"text-align:right\">0.1</td></tr><tr><th>1</th><td>a&amp;b</td><td><i>null</i></td></tr>", html);
        Assert.EndsWith("<p>100 of 120 rows</p>", html);
        Assert.Equal(frame.ToString(), Format(frame, "text/plain"));
    }

    /// <summary>As a host does it: every step by name.</summary>
    private static string Format(object shown, string mimeType)
    {
        var attribute = shown.GetType().GetCustomAttributes(false).Single(a => a.GetType().Name == "TypeFormatterSourceAttribute");
        dynamic source = Activator.CreateInstance((Type)attribute.GetType().GetProperty("FormatterSourceType")!.GetValue(attribute)!)!;
        var formatters = (IEnumerable<object>)source.GetType().GetMethod("CreateTypeFormatters").Invoke(source, null);
        var formatter = formatters.Single(f => (string)f.GetType().GetProperty("MimeType")!.GetValue(f)! == mimeType);
        var writer = new StringWriter();
        Assert.Equal(true, formatter.GetType().GetMethod("Format")!.Invoke(formatter, [shown, writer]));
        return writer.ToString();
    }
}
