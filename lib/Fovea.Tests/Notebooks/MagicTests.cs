using Fovea.Hosting;
using Fovea.Runner.Execution;
using Fovea.Runner.Notebooks;

namespace Fovea.Tests.Notebooks;

public class MagicTests
{
    [Fact]
    public async Task A_magic_splits_a_cell_into_submissions_and_references_come_first()
    {
        using var scratch = new Scratch();
        scratch.Write("parts.dib", "#!csharp\n\nvar imported = 20;\n\n#!markdown\n\nprose\n");
        scratch.Write("more.cs", "var more = 2;");
        scratch.Write("book.ipynb", """{"cells":[{"cell_type":"code","metadata":{},"outputs":[],"source":"var booked = 3;"}],"metadata":{},"nbformat":4,"nbformat_minor":5}""");
        var cell = new Cell("csharp", """
            var before = 1;
            #!import parts.dib
            #!import more.cs
            #!import "book.ipynb"
            #!set --name text --value "two words"
            #!set --name copy --value @csharp:before
            #!value --name stored
            kept as
            it is
            #!csharp
            #!set --name back --value @value:stored
            #!html
            <hr>
            #!csharp
            #r "System.Formats.Tar"
            $"{before + imported + more + booked}, {text}, {copy + 1}, {back}, {typeof(System.Formats.Tar.TarReader).Name}"
            """, 1);
        var result = await scratch.RunFileAsync(scratch.Write("test.ipynb", Ipynb.Write(new Notebook([cell]))), new RunOptions());
        Assert.Equal(["display: prose", "display: <hr>", "result: 26, two words, 2, kept as\nit is, TarReader"], result.Shown(0));
    }

    [Fact]
    public async Task Time_is_shown_at_the_end_of_the_cell()
    {
        using var scratch = new Scratch();
        var result = await scratch.RunAsync("#!time\nConsole.Write(1);");
        Assert.Equal("stdout: 1", result.Shown(0).First());
        Assert.Matches(@"^display: Wall time: [\d.]+ms$", result.Shown(0).Last());
    }

    [Fact]
    public async Task Inputs_come_from_parameters_and_a_missing_one_is_named()
    {
        using var scratch = new Scratch();
        var given = new RunOptions { Parameters = new Dictionary<string, string> { ["name"] = "a \"quoted\" \\ \u2028 name" } };
        var result = await scratch.RunAsync(given, "#!set --name text --value @input:name\ntext", "#!set --name other --value @input");
        Assert.Equal(["result: a \"quoted\" \\ \u2028 name"], result.Shown(0));
        Assert.Equal("test.dib:5: no value for the input 'other': give one with -p other=VALUE", result.Error().Message);
        Assert.Equal(RunOutcome.BadInput, result.Outcome);
    }

    [Fact]
    public async Task Errors_point_at_the_notebook_and_at_imported_files()
    {
        using var scratch = new Scratch();
        scratch.Write("sub/imported.dib", "#!csharp\n\nint Divide(int x)\n{\n    return 1 / x;\n}\n");
        var thrown = await scratch.RunAsync("#!import sub/imported.dib", "var zero = 0;\n\nDivide(zero);");
        Assert.Equal("sub/imported.dib:5: Attempted to divide by zero.", thrown.Error().Message);
        Assert.Equal(["at sub/imported.dib:5", "at test.dib:6"], thrown.Error().Traceback);

        scratch.Write("broken.dib", "#!csharp\n\n\nint x = y;\n");
        var compiled = await scratch.RunAsync("#!import broken.dib");
        Assert.Equal(("CS0103", "broken.dib:4: The name 'y' does not exist in the current context"), (compiled.Error().Name, compiled.Error().Message));
    }

    [Theory]
    [InlineData("#!nonsense --now", "test.dib:3: unknown magic '#!nonsense': known are #!import")]
    [InlineData("#!import absent.dib", "test.dib:3: no file to import at ")]
    [InlineData("#!fsharp\nlet x = 1", "test.dib:4: there is no fsharp kernel here")]
    [InlineData("#!set --name x", "test.dib:3: expected `#!set --name NAME --value VALUE`")]
    [InlineData("#r absent.dll", "test.dib:3: expected #r \"path.dll\" or #r \"nuget: Id, Version\"")]
    [InlineData("#r \"nuget: A, 1\"\n#r \"nuget: a, 2\"", "test.dib:4: a, 2 is asked for, but A, 1 before")]
    [InlineData("#i \"nuget: x\"", "test.dib:3: #i is not supported")]
    public void What_is_wrong_with_a_magic_is_said_with_file_and_line(string magic, string message)
    {
        var planned = Planner.Plan(DibParser.Parse($"#!csharp\n1;\n{magic}\n"), "/nowhere/test.dib", new Dictionary<string, string>());
        var step = planned.Plan.Cells.SelectMany(cell => cell.Steps).Single(step => step.Kind == StepKind.Error);
        Assert.StartsWith(message, $"{step.File}:{step.Line}: {step.Text}");
    }

    [Fact]
    public void An_import_cycle_is_refused()
    {
        using var scratch = new Scratch();
        scratch.Write("a.dib", "#!csharp\n#!import b.dib\n");
        var path = scratch.Write("b.dib", "#!csharp\n#!import a.dib\n");
        var planned = Planner.Plan(NotebookFile.Load(path), path, new Dictionary<string, string>());
        Assert.Equal(("ImportCycle", "a.dib", 2), planned.Plan.Cells[0].Steps.Select(step => (step.Name, step.File, step.Line)).Single());
    }
}
