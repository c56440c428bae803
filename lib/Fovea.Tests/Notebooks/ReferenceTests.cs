using Fovea.Runner.Execution;
using Fovea.Runner.Notebooks;

namespace Fovea.Tests.Notebooks;

/// <summary>What <c>#r</c> finds.</summary>
public class ReferenceTests
{
    [Fact]
    public async Task A_path_counts_from_the_notebook_also_in_an_imported_file_and_else_from_that_file()
    {
        using var scratch = new Scratch();
        var library = Path.Combine(Shared.Repository.FullName, "lib", "bin", "Fovea", "Fovea.dll");
        Directory.CreateDirectory(Path.Combine(scratch.Path, "lib"));
        File.Copy(library, Path.Combine(scratch.Path, "lib", "Fovea.dll"));
        scratch.Write("lib/from-notebook.dib", "#!csharp\n#r \"../lib/Fovea.dll\"\n");
        scratch.Write("lib/from-file.dib", "#!csharp\n#r \"Fovea.dll\"\n");
        foreach (var import in new[] { "from-notebook", "from-file" })
        {
            var path = scratch.Write($"notebooks/{import}.dib", $"#!csharp\n#!import ../lib/{import}.dib\n#!csharp\ntypeof(Fovea.Params).Assembly.Location\n");
            var result = await scratch.RunFileAsync(path, new RunOptions());
            Assert.Equal([$"result: {Path.Combine(scratch.Path, "lib", "Fovea.dll")}"], result.Shown(1));
        }
    }

    [Fact]
    public async Task What_every_notebook_imports_names_the_library_tensors_frames_and_charts()
    {
        using var scratch = new Scratch();
        var import = Path.Combine(Shared.Repository.FullName, "lib", "fovea.dib");
        var path = scratch.Write("n.dib", $"#!csharp\n#!import \"{import}\"\n#!csharp\n(Params.Tier, typeof(torch.Tensor), typeof(Microsoft.Data.Analysis.DataFrame), typeof(Plotly.NET.CSharp.Chart), File.Exists(\"x\"))\n");
        Assert.Empty(await NotebookCheck.RunAsync(NotebookFile.Load(path), path, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("")]
    [InlineData("runtimes/linux-x64/native")]
    public async Task A_native_library_is_found_beside_the_assembly_and_in_its_runtimes_folder(string folder)
    {
        using var scratch = new Scratch();
        var assembly = Path.Combine(scratch.Path, "bin", "Fovea.dll");
        Directory.CreateDirectory(Path.Combine(scratch.Path, "bin", folder));
        File.Copy(Path.Combine(Shared.Repository.FullName, "lib", "bin", "Fovea", "Fovea.dll"), assembly);
        File.Copy("/lib/x86_64-linux-gnu/libz.so.1", Path.Combine(scratch.Path, "bin", folder, "libfoveatest.so"));
        var result = await scratch.RunAsync("""
            #r "bin/Fovea.dll"
            var handle = System.Runtime.InteropServices.NativeLibrary.Load("foveatest", typeof(Fovea.Params).Assembly, null);
            handle != 0
            """);
        Assert.Equal(["result: True"], result.Shown(0));
    }

    [Fact]
    public async Task A_missing_assembly_is_an_error_that_says_where_it_was_looked_for()
    {
        using var scratch = new Scratch();
        var result = await scratch.RunAsync("1", "#r \"absent.dll\"\n2");
        Assert.Equal([$"FileNotFoundException: test.dib:4: no assembly 'absent.dll': looked for {Path.Combine(scratch.Path, "absent.dll")}"], result.Shown(1));
    }

    [Fact]
    public async Task A_package_is_restored_and_used()
    {
        using var scratch = new Scratch();
        var result = await scratch.RunAsync("#r \"nuget: CsvHelper, 33.0.1\"\ntypeof(CsvHelper.CsvReader).Assembly.GetName().Version.Major");
        Assert.SkipWhen(result.Run.Cells[0].Outputs is [ErrorOutput { Name: "PackageRestore" } error] && error.Traceback.Any(line => line.StartsWith("NU1301", StringComparison.Ordinal)),
            "needs a NuGet feed");
        Assert.Equal(["result: 33"], result.Shown(0));
    }

    [Fact]
    public async Task A_package_that_no_feed_has_is_an_error_that_names_it_and_the_feed()
    {
        using var scratch = new Scratch();
        scratch.Write("nuget.config", "<configuration><packageSources><clear/><add key=\"empty\" value=\"feed\"/></packageSources></configuration>");
        Directory.CreateDirectory(Path.Combine(scratch.Path, "feed"));
        var result = await scratch.RunAsync("#r \"nuget: Fovea.Absent, 1.0.0\"\n1");
        Assert.Equal(("PackageRestore", "test.dib:2: cannot restore Fovea.Absent, 1.0.0 from the configured feeds"), (result.Error().Name, result.Error().Message));
        Assert.Contains("Fovea.Absent", result.Error().Traceback[0]);
        Assert.Contains("empty", result.Error().Traceback[0]);
    }

    [Fact]
    public async Task A_lock_file_beside_the_notebook_must_match()
    {
        using var scratch = new Scratch();
        scratch.Write("nuget.config", "<configuration><packageSources><clear/><add key=\"empty\" value=\"feed\"/></packageSources></configuration>");
        Directory.CreateDirectory(Path.Combine(scratch.Path, "feed"));
        scratch.Write("test.packages.lock.json", """{ "version": 1, "dependencies": { "net10.0": { "Fovea.Absent": { "type": "Direct", "requested": "[2.0.0, )", "resolved": "2.0.0" } } } }""");
        var result = await scratch.RunAsync("#r \"nuget: Fovea.Absent, 1.0.0\"\n1");
        Assert.EndsWith("from the configured feeds as test.packages.lock.json has it", result.Error().Message);
        Assert.StartsWith("NU1004", result.Error().Traceback[0]);
    }
}
