using Fovea.Runner.Execution;
using Fovea.Runner.Notebooks;

namespace Fovea.Tests.Notebooks;

/// <summary>What cells can do. Each test is a run of its own.</summary>
public class CellTests
{
    [Fact]
    public async Task Cells_share_variables_await_and_show_their_last_expression()
    {
        using var scratch = new Scratch();
        var result = await scratch.RunAsync(
            "using System.Globalization;\nint Twice(int x) => 2 * x;\nvar numbers = new List<int> { 1, 2 };",
            "await Task.Yield();\nnumbers.Select(Twice).Sum()",
            "_ = CultureInfo.InvariantCulture;",
            "record Point(int X);\nnew Point(3).X",
            "string nothing = null;\nnothing",
            "Console.WriteLine(1)");
        Assert.Equal(RunOutcome.Succeeded, result.Outcome);
        Assert.Equal([1, 2, 3, 4, 5, 6], result.Run.Cells.Select(cell => cell.ExecutionCount));
        Assert.Empty(result.Shown(0));
        Assert.Equal(["result: 6"], result.Shown(1));
        Assert.Empty(result.Shown(2));
        Assert.Equal(["result: 3"], result.Shown(3));
        Assert.Equal(["result: <null>"], result.Shown(4));
        Assert.Equal(["stdout: 1\n"], result.Shown(5));
        Assert.InRange(result.Run.PeakMemoryBytes, 10_000_000, 2_000_000_000);
    }

    [Fact]
    public async Task Displays_console_text_and_results_keep_their_order()
    {
        using var scratch = new Scratch();
        var result = await scratch.RunAsync(
            """
            Console.Write("a");
            Console.Write("😀"[0]); Console.Write("😀"[1]);
            display("b");
            "c".Display();
            "# d".DisplayAs("text/markdown");
            display(HTML("<b>e</b>"));
            Console.Error.Write("f");
            new[] { 1, 2 }.Display("application/json");
            display("g")
            """);
        Assert.Equal(["stdout: a😀", "display: b", "display: c", "display: # d", "display: <b>e</b>", "stderr: f", "display: [1,2]", "display: g"], result.Shown(0));
        var displays = result.Run.Cells[0].Outputs.OfType<DisplayOutput>().ToList();
        Assert.Equal(["text/markdown"], displays[2].Data.Keys);
        Assert.Equal(["text/html"], displays[3].Data.Keys);
        Assert.Equal(["application/json"], displays[4].Data.Keys);
    }

    [Fact]
    public async Task An_update_replaces_a_display_where_it_stands_also_from_a_later_cell()
    {
        using var scratch = new Scratch();
        var result = await scratch.RunAsync(
            "var shown = display(\"old\");\nConsole.Write(\"after\");\nshown.Update(\"new\");",
            "shown.Update(\"newest\");");
        Assert.Equal(["display: newest", "stdout: after"], result.Shown(0));
        Assert.Empty(result.Shown(1));
    }

    [Fact]
    public async Task A_type_says_through_an_attribute_of_its_own_how_it_is_shown()
    {
        using var scratch = new Scratch();
        var result = await scratch.RunAsync("""
            [AttributeUsage(AttributeTargets.Class)]
            class TypeFormatterSourceAttribute : Attribute
            {
                public TypeFormatterSourceAttribute(Type source) => FormatterSourceType = source;
                public Type FormatterSourceType { get; }
                public string[] PreferredMimeTypes { get; set; }
            }
            class Formatter
            {
                public string MimeType => "text/html";
                public bool Format(object value, System.IO.TextWriter writer) { writer.Write("<svg/>"); return true; }
            }
            class Source { public IEnumerable<object> CreateTypeFormatters() => new object[] { new Formatter() }; }
            [TypeFormatterSource(typeof(Source))] class Figure { public override string ToString() => "a figure"; }
            new Figure()
            """);
        Assert.Equal("<svg/>", Assert.IsType<DisplayOutput>(Assert.Single(result.Run.Cells[0].Outputs)).Data["text/html"]);
    }

    [Fact]
    public async Task Native_text_belongs_to_the_cell_that_printed_it()
    {
        using var scratch = new Scratch();
        const string import = "[System.Runtime.InteropServices.DllImport(\"libc\")] static extern int printf(string text);\n";
        var result = await scratch.RunAsync(import + "printf(\"one\");", "printf(\"two\\n\");", "1");
        Assert.Equal(["stdout: one"], result.Shown(0));
        Assert.Equal(["stdout: two\n"], result.Shown(1));
        Assert.Equal(["result: 1"], result.Shown(2));
    }

    [Fact]
    public async Task Text_over_the_limit_goes_whole_to_a_file_and_its_head_is_kept()
    {
        using var scratch = new Scratch();
        var result = await scratch.RunAsync(
            "var line = new string('x', 99);\nfor (var i = 0; i < 30_000; i++) Console.WriteLine(line);",
            "display(HTML(new string('y', 6_000_000)));");
        Assert.Equal(RunOutcome.Succeeded, result.Outcome);
        var text = Assert.IsType<StreamOutput>(result.Run.Cells[0].Outputs[0]).Text;
        Assert.InRange(text.Length, 900_000, OutputText.LargestEmbedded);
        Assert.Contains("test.cell1.stdout.txt", Assert.IsType<DisplayOutput>(result.Run.Cells[0].Outputs[1]).Data["text/html"]);
        Assert.Equal(3_000_000, new FileInfo(Path.Combine(scratch.Out, "test.cell1.stdout.txt")).Length);
        Assert.Contains("test.display1.html", Assert.IsType<DisplayOutput>(Assert.Single(result.Run.Cells[1].Outputs)).Data["text/html"]);
        Assert.Equal(6_000_000, new FileInfo(Path.Combine(scratch.Out, "test.display1.html")).Length);
        Assert.Equal(2, Directory.GetFiles(scratch.Out).Length);
    }
}
