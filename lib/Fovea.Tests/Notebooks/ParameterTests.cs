using Fovea.Runner.Commands;
using Fovea.Runner.Execution;
using Fovea.Runner.Notebooks;

namespace Fovea.Tests.Notebooks;

public class ParameterTests
{
    [Fact]
    public async Task Params_have_the_type_of_their_default_and_the_value_of_the_run()
    {
        using var scratch = new Scratch();
        var given = new Dictionary<string, string> { ["alpha"] = "0.5", ["day"] = "Friday", ["on"] = "true", ["tier"] = "smoke", ["span"] = "00:01:00" };
        var result = await scratch.RunAsync(new RunOptions { Parameters = given }, Library, """
            $"{Params.Get("alpha", 0.33) * 2} {Params.Get("day", DayOfWeek.Monday)} {Params.Get("on", false)} {Params.Get("span", TimeSpan.Zero).TotalSeconds}"
            """, "$\"{Params.Get(\"absent\", \"default\")} {Params.Tier} {Params.Seed} {Params.Device}\"");
        Assert.Equal(["result: 1 Friday True 60"], result.Shown(1));
        Assert.Equal(["result: default smoke 0 cpu"], result.Shown(2));
        Assert.Equal((RunOutcome.Succeeded, null), (result.Outcome, result.Problem));
    }

    [Fact]
    public async Task A_value_of_the_wrong_type_is_bad_input_that_names_parameter_type_and_value()
    {
        using var scratch = new Scratch();
        var given = new Dictionary<string, string> { ["n"] = "1.5" };
        var result = await scratch.RunAsync(new RunOptions { Parameters = given }, Library, "var n = Params.Get(\"n\", 3);");
        Assert.Equal("test.dib:5: the parameter 'n': expected a whole number, found '1.5'; its default is 3", result.Error().Message);
        Assert.Equal(RunOutcome.BadInput, result.Outcome);
    }

    [Fact]
    public async Task A_parameter_that_no_cell_asked_for_is_bad_input_found_after_the_run()
    {
        using var scratch = new Scratch();
        var given = new Dictionary<string, string> { ["beta"] = "1", ["seed"] = "1" };
        var result = await scratch.RunAsync(new RunOptions { Parameters = given }, Library, "if (1 > 2) Params.Get(\"beta\", 0);\nParams.Get(\"alpha\", 0.33);");
        Assert.Equal(RunOutcome.BadInput, result.Outcome);
        Assert.StartsWith("no cell asked for the parameter beta; asked for: alpha", result.Problem);
    }

    [Fact]
    public void What_cells_ask_for_is_known_before_they_run()
    {
        var planned = Plan("Params.Get(\"a\", 1); var x = Params . Get<double>( \"b\" , 2);\n#!set --name c --value @input:c\n");
        Assert.Equal(["a", "b", "c"], planned.Parameters);
        Assert.True(planned.MayAskFor("a"));
        Assert.True(planned.MayAskFor("tier"));
        Assert.False(planned.MayAskFor("d"));
        Assert.True(Plan("Params.Get(name, 1)").MayAskFor("d"));
    }

    [Fact]
    public void Lists_make_a_product_whose_outputs_are_told_apart_by_the_swept_values()
    {
        var parameters = new ParameterSet();
        parameters.AddAssignment("alpha=0.1,0.5");
        parameters.AddAssignment("title=a\\, b/c");
        parameters.AddAssignment("n=1,2");
        var combinations = parameters.Combinations(_ => true);
        Assert.Equal([".alpha=0.1.n=1", ".alpha=0.1.n=2", ".alpha=0.5.n=1", ".alpha=0.5.n=2"], combinations.Select(combination => combination.Suffix));
        Assert.All(combinations, combination => Assert.Equal("a, b/c", combination.Values["title"]));
        Assert.Equal(["0.1", "0.1", "0.5", "0.5"], combinations.Select(combination => combination.Values["alpha"]));
        Assert.Equal([""], parameters.Combinations(name => name == "title").Select(combination => combination.Suffix));
        Assert.Equal([".n=a_b", ".n=c"], Sweep("n=a/b,c").Select(combination => combination.Suffix));
    }

    [Fact]
    public void A_file_gives_values_and_lists_and_assignments_win()
    {
        using var scratch = new Scratch();
        var parameters = new ParameterSet();
        parameters.AddAssignment("n=7");
        parameters.AddFile(scratch.Write("p.yaml", "n: [1, 2]\nalpha: [0.1, 0.5]\nname: \"a, b\"\n"));
        var combinations = parameters.Combinations(_ => true);
        Assert.Equal([".alpha=0.1", ".alpha=0.5"], combinations.Select(combination => combination.Suffix));
        Assert.All(combinations, combination => Assert.Equal(("7", "a, b"), (combination.Values["n"], combination.Values["name"])));
    }

    [Theory]
    [InlineData("- 1\n", "expected a mapping")]
    [InlineData("a: {b: 1}\n", "p.yaml:1: expected a value or a list of values, found a mapping")]
    [InlineData("a: [1\nb: 2\n", "p.yaml: not YAML")]
    [InlineData("a: 'b\n", "p.yaml:1: ")]
    public void A_file_in_another_shape_is_refused_with_its_line(string yaml, string message)
    {
        using var scratch = new Scratch();
        var path = scratch.Write("p.yaml", yaml);
        Assert.Contains(message, Assert.Throws<UsageException>(() => new ParameterSet().AddFile(path)).Message);
    }

    private static string Library => $"#r \"{Path.Combine(Shared.Repository.FullName, "lib", "bin", "Fovea", "Fovea.dll")}\"\nusing Fovea;";

    private static PlannedNotebook Plan(string code) =>
        Planner.Plan(new Notebook([new Cell("csharp", code, 1)]), "/nowhere/x.dib", parameters: null);

    private static IReadOnlyList<(IReadOnlyDictionary<string, string> Values, string Suffix)> Sweep(string assignment)
    {
        var parameters = new ParameterSet();
        parameters.AddAssignment(assignment);
        return parameters.Combinations(_ => true);
    }
}
