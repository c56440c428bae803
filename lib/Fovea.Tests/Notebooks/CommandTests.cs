using System.Diagnostics;
using Fovea.Runner.Commands;
using Fovea.Runner.Notebooks;

namespace Fovea.Tests.Notebooks;

/// <summary>The commands as a shell sees them.</summary>
public class CommandTests
{
    [Fact]
    public async Task A_sweep_runs_every_value_and_writes_outputs_and_an_index()
    {
        using var scratch = new Scratch();
        var notebook = scratch.Write("s.dib", "#!csharp\n#!set --name n --value @input:n\nConsole.Write(\"n is \" + n);\n");
        var run = await FoveaAsync(scratch, "run", notebook, "-p", "n=1,2,3", "--jobs", "2", "--out", scratch.Out);
        Assert.Equal(0, run.ExitCode);
        Assert.All(run.Errors, line => Assert.Matches(@"^s\.n=\d  cell 1/1  [\d.]+ s  (running|succeeded)", line));
        foreach (var n in new[] { 1, 2, 3 })
            Assert.Contains($"n is {n}", File.ReadAllText(Path.Combine(scratch.Out, $"s.n={n}.json")));
        Assert.NotEmpty(Directory.GetFiles(scratch.Out, "index.*"));
        Assert.Equal(3, run.Output.Count(line => line.Contains("  ok ")));
        Assert.Contains(run.Output, line => line == $"wrote {Path.Combine("out", "s.n=1.json")}");
    }

    [Fact]
    public async Task A_failed_cell_is_exit_code_1_and_its_line_is_on_stderr()
    {
        using var scratch = new Scratch();
        var run = await FoveaAsync(scratch, "run", scratch.Write("f.dib", "#!csharp\n1\n#!csharp\n\nint.Parse(\"x\")\n"), "--out", scratch.Out);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(run.Errors, line => line.StartsWith("f: f.dib:5: The input string 'x' was not in a correct format.", StringComparison.Ordinal));
        Assert.True(File.Exists(Path.Combine(scratch.Out, "f.json")));
    }

    [Fact]
    public async Task A_timeout_is_exit_code_3()
    {
        using var scratch = new Scratch();
        var run = await FoveaAsync(scratch, "run", scratch.Write("t.dib", "#!csharp\nwhile (true) { }\n"), "--timeout", "2", "--out", scratch.Out);
        Assert.Equal(3, run.ExitCode);
        Assert.True(File.Exists(Path.Combine(scratch.Out, "t.json")));
    }

    [Theory]
    [InlineData("there is no notebook 'absent'", "absent")]
    [InlineData("no cell asks for the parameter 'beta'; asked for: alpha, device, seed, tier", "n.dib", "-p", "beta=1")]
    [InlineData("-p alpha: expected NAME=VALUE", "n.dib", "-p", "alpha")]
    [InlineData("the parameter 'tier' is given twice", "n.dib", "-p", "tier=full", "--tier", "smoke")]
    [InlineData("#!meta is not followed by JSON", "broken.dib")]
    [InlineData("'huge'", "n.dib", "--tier", "huge")]
    [InlineData("--jobs: expected 1 or more, found 0", "n.dib", "--jobs", "0")]
    [InlineData("--record: expected no parameter but the tier, and one job", "n.dib", "-p", "alpha=2", "--record")]
    [InlineData("--record: expected no parameter but the tier, and one job", "n.dib", "--jobs", "2", "--record")]
    public async Task Bad_input_is_exit_code_2_and_writes_nothing(string message, params string[] arguments)
    {
        using var scratch = new Scratch();
        scratch.Write("n.dib", "#!csharp\nParams.Get(\"alpha\", 1)\n");
        scratch.Write("broken.dib", "#!meta\noops\n");
        var run = await FoveaAsync(scratch, ["run", .. arguments, "--out", scratch.Out]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(run.Errors, line => line.Contains(message));
        Assert.False(Directory.Exists(scratch.Out));
    }

    [Fact]
    public async Task Ctrl_C_ends_the_children_and_exports_what_they_have_shown()
    {
        using var scratch = new Scratch();
        var notebook = scratch.Write("i.dib", """
            #!csharp
            Console.WriteLine("shown before");
            #!csharp
            System.IO.File.WriteAllText("started.tmp", Environment.ProcessId.ToString());
            System.IO.File.Move("started.tmp", "started");
            await Task.Delay(-1);
            """);
        var started = Path.Combine(scratch.Path, "started");
        using var process = Start(scratch, "run", notebook, "--out", scratch.Out);
        while (!File.Exists(started) && !process.HasExited)
            await Task.Delay(50, TestContext.Current.CancellationToken);
        Process.Start("kill", ["-INT", process.Id.ToString()]).WaitForExit();
        var run = await FinishAsync(process);
        Assert.Equal(130, run.ExitCode);
        Assert.Contains("shown before", File.ReadAllText(Path.Combine(scratch.Out, "i.json")));
        Assert.False(Directory.Exists("/proc/" + File.ReadAllText(started)));
    }

    [Fact]
    public async Task Check_finds_what_would_not_compile_or_not_run_in_an_editor()
    {
        using var scratch = new Scratch();
        scratch.Write("inner.dib", "#!csharp\nvar inner = 1;\n");
        scratch.Write("outer.dib", "#!csharp\n#!import inner.dib\n");
        var cells = new[]
        {
            "#!import outer.dib\nvar x = inner;",
            "namespace N { class C { } }",
            "static class E { public static int Twice(this int x) => 2 * x; }",
            "file class F { }",
            "using var stream = new System.IO.MemoryStream();",
            "var span = new int[3].AsSpan();",
            " #!csharp",
            "#!nonsense",
            "var z = x + y;",
            "Environment.Exit(5);",
            string.Join('\n', Enumerable.Range(0, 26).Select(i => $"var v{i} = {i};")),
            "x + v25",
            "z",
        };
        var run = await FoveaAsync(scratch, "check", scratch.Write("c.dib", string.Concat(cells.Select(cell => $"#!csharp\n{cell}\n"))));
        Assert.Equal(1, run.ExitCode);
        string[] expected =
        [
            "c.dib:5: a cell cannot declare a namespace",
            "c.dib:7: a cell cannot declare extension methods in a class",
            "c.dib:9: a cell cannot declare file-local types",
            "c.dib:11: a cell cannot have a top-level `using` declaration",
            "c.dib:13: Field or auto-implemented property cannot be of type 'Span<int>'",
            "c.dib:15: ' #!csharp' starts no cell",
            "c.dib:17: unknown magic '#!nonsense'",
            "c.dib:19: The name 'y' does not exist in the current context",
            "c.dib:23: warning: the cell has 26 lines, more than 25",
            "outer.dib:2: a nested import",
        ];
        foreach (var finding in expected)
            Assert.Contains(run.Output, line => line.StartsWith(finding, StringComparison.Ordinal));
        Assert.DoesNotContain(run.Output, line => line.StartsWith("c.dib:2:", StringComparison.Ordinal));
        Assert.Equal(expected.Length, run.Output.Length);
    }

    [Fact]
    public async Task Check_is_content_with_a_sound_notebook_and_runs_none_of_it()
    {
        using var scratch = new Scratch();
        var notebook = scratch.Write("ok.dib", "#!csharp\n#!set --name n --value @input:n\n#!csharp\nSystem.IO.File.WriteAllText(\"ran\", n);\n");
        var run = await FoveaAsync(scratch, "check", notebook);
        Assert.Equal((0, 0), (run.ExitCode, run.Output.Length));
        Assert.False(File.Exists(Path.Combine(scratch.Path, "ran")));
    }

    [Fact]
    public async Task Convert_goes_there_and_back_and_replaces_a_file_only_when_told_to()
    {
        using var scratch = new Scratch();
        var text = DibWriter.Write(DibParser.Parse("#!csharp\n\nvar x = 1;\n\n#!markdown\n\n# Title\n"));
        scratch.Write("a.dib", text);
        Assert.Equal(0, (await FoveaAsync(scratch, "convert", "a.dib", "b.ipynb")).ExitCode);
        Assert.Equal(0, (await FoveaAsync(scratch, "convert", "b.ipynb", "c.dib")).ExitCode);
        Assert.Equal(text, File.ReadAllText(Path.Combine(scratch.Path, "c.dib")));
        var refused = await FoveaAsync(scratch, "convert", "b.ipynb", "a.dib");
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains(refused.Errors, line => line.Contains("--force"));
        Assert.Equal(0, (await FoveaAsync(scratch, "convert", "b.ipynb", "a.dib", "--force")).ExitCode);
        Assert.Equal(2, (await FoveaAsync(scratch, "convert", "absent.dib", "d.ipynb")).ExitCode);
    }

    [Fact]
    public async Task An_output_directory_that_cannot_be_written_is_said_before_the_run()
    {
        using var scratch = new Scratch();
        scratch.Write("file", "");
        var run = await FoveaAsync(scratch, "run", scratch.Write("n.dib", "#!csharp\n1\n"), "--out", "file/out");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("cannot write there", Assert.Single(run.Errors));
    }

    [Fact]
    public void A_notebook_is_found_by_file_name_and_number()
    {
        using var scratch = new Scratch();
        var start = scratch.Write("notebooks/00-start.dib", "");
        var pnp = scratch.Write("notebooks/01-pnp-detr.dib", "");
        var other = scratch.Write("other.dib", "");
        var folder = Path.Combine(scratch.Path, "notebooks");
        Assert.Equal([start, pnp], NotebookFinder.Find([], folder));
        foreach (var name in new[] { "00-start", "00-start.dib", "start", "00", "0" })
            Assert.Equal([start], NotebookFinder.Find([name], folder));
        Assert.Equal([pnp, other], NotebookFinder.Find(["1", other, "pnp-detr"], folder));
        Assert.Contains("there are: 00-start, 01-pnp-detr", Assert.Throws<UsageException>(() => NotebookFinder.Find(["2"], folder)).Message);
        Assert.Contains("there is no notebook in", Assert.Throws<UsageException>(() => NotebookFinder.Find([], Path.Combine(scratch.Path, "none"))).Message);
    }

    private static Process Start(Scratch scratch, params string[] arguments)
    {
        var program = Path.Combine(Shared.Repository.FullName, "lib", "bin", "Fovea.Runner", "Fovea.Runner");
        // A shell that starts a job in the background leaves SIGINT ignored, and every child of it inherits that.
        return Process.Start(new ProcessStartInfo("env", ["--default-signal=INT", program, .. arguments])
        {
            WorkingDirectory = scratch.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }

    private static async Task<(int ExitCode, string[] Output, string[] Errors)> FinishAsync(Process process)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        using var end = patience.Token.Register(() => process.Kill(entireProcessTree: true));
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.False(patience.IsCancellationRequested, "the command did not end within three minutes");
        return (process.ExitCode, Lines(output), Lines(await errors));

        static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static async Task<(int ExitCode, string[] Output, string[] Errors)> FoveaAsync(Scratch scratch, params string[] arguments)
    {
        using var process = Start(scratch, arguments);
        return await FinishAsync(process);
    }
}
