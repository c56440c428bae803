namespace Fovea.Tests.Launcher;

public sealed class LauncherTests : IDisposable
{
    private readonly LauncherSandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Theory]
    [InlineData("--help", "Usage: lib/fovea COMMAND")]
    [InlineData("--version", "fovea 0.")]
    public void Help_and_version_need_no_set_up(string option, string expected)
    {
        _sandbox.Remove("dotnet");

        var result = _sandbox.Run([option]);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains(expected, result.Output);
        Assert.False(Directory.Exists(_sandbox.In("top/lib/bin")));
    }

    [Fact]
    public void Help_names_every_command_of_the_runner()
    {
        var help = _sandbox.Run(["--help"]).Output;

        Assert.All(Runner.Commands.FoveaCommand.Create().Subcommands, c => Assert.Contains($"\n  {c.Name} ", help));
    }

    [Fact]
    public void A_command_gets_its_arguments_and_the_shim_through_a_link_and_a_path_with_spaces()
    {
        var link = _sandbox.In("a link");
        File.CreateSymbolicLink(link, _sandbox.In("top/lib/fovea"));

        var result = _sandbox.RunFile(link, ["run", "00 start", "-p", "n=1"]);

        var bin = _sandbox.In("top/lib/bin");
        var shim = Directory.GetFiles(Path.Combine(bin, "native"), "libfovea_torch.so", SearchOption.AllDirectories)
            .Single(f => File.ResolveLinkTarget(f, false) is null);
        Assert.Equal($"<{bin}/Fovea.Runner/Fovea.Runner.dll><run><00 start><-p><n=1><{shim}>", result.Output);
        Assert.Equal(shim, File.ResolveLinkTarget($"{bin}/native/libfovea_torch.so", true)!.FullName);
    }

    [Fact]
    public void A_second_call_builds_nothing_and_a_changed_source_builds_again()
    {
        int Builds() => _sandbox.Calls.Count(c => c.StartsWith("dotnet build") || c.StartsWith("g++"));

        _sandbox.Run(["run"]);
        Assert.Equal(2, Builds());
        Assert.Equal("", _sandbox.Run(["run"]).Error);
        Assert.Equal(2, Builds());

        _sandbox.Write("top/lib/Fovea/Program.cs", "// changed");
        _sandbox.Run(["run"]);
        Assert.Equal(3, Builds());

        _sandbox.Write("top/lib/standins/TorchSharp/native/fovea_torch.cpp", "// changed");
        _sandbox.Run(["run"]);
        Assert.Equal(4, Builds());
    }

    [Fact]
    public void A_build_that_fails_shows_the_compilers_line_and_is_not_taken_for_done()
    {
        _sandbox.Run(["run"]);
        _sandbox.Write("top/lib/Fovea/Program.cs", "// broken");

        var broken = _sandbox.Run(["run"], ("FAKE_BROKEN", "1"));
        _sandbox.Write("top/lib/Fovea/Program.cs", "// built by nobody");
        var mended = _sandbox.Run(["run"]);

        Assert.Equal((1, ""), (broken.ExitCode, broken.Output));
        Assert.Contains("Program.cs(1,2): error CS1002", broken.Error);
        Assert.Equal(0, mended.ExitCode);
        Assert.Contains("building", mended.Error);
    }

    [Fact]
    public void A_shim_that_does_not_compile_shows_the_compilers_line_and_is_not_taken_for_done()
    {
        var broken = _sandbox.Run(["run"], ("FAKE_BROKEN", "1"));
        var mended = _sandbox.Run(["run"]);

        Assert.Equal(1, broken.ExitCode);
        Assert.Contains("fovea_torch.cpp:7:1: error", broken.Error);
        Assert.Contains("compiling", mended.Error);
    }

    [Fact]
    public void Scripts_for_exports_are_fetched_once_and_again_when_others_are_pinned()
    {
        int Fetches() => _sandbox.Calls.Count(c => c.StartsWith("npm --prefix") && c.Contains(" ci "));

        _sandbox.Run(["run"]);
        _sandbox.Run(["run"]);
        Assert.Equal(1, Fetches());

        _sandbox.Write("top/lib/package-lock.json", "{ }");
        _sandbox.Run(["run"]);
        Assert.Equal(2, Fetches());
    }

    [Fact]
    public void Without_the_scripts_for_exports_notebooks_run_and_the_next_call_tries_again()
    {
        var offline = _sandbox.Run(["run"], ("FAKE_OFFLINE", "1"));

        Assert.Equal(0, offline.ExitCode);
        Assert.Contains("exports show still figures", offline.Error);
        Assert.Contains("fetching the scripts", _sandbox.Run(["run"]).Error);
    }

    [Fact]
    public void The_compiler_is_told_the_string_layout_that_libtorch_has()
    {
        _sandbox.Run(["run"]);
        _sandbox.Write("libtorch/lib/libc10.so", "_ZN3c105ErrorC1ESs");
        _sandbox.Run(["run"]);

        Assert.Collection(_sandbox.Calls.Where(c => c.StartsWith("g++")),
            c => Assert.Contains(" -D_GLIBCXX_USE_CXX11_ABI=1 ", c),
            c => Assert.Contains(" -D_GLIBCXX_USE_CXX11_ABI=0 ", c));
    }

    [Fact]
    public void A_libtorch_that_is_not_there_is_named_before_anything_is_installed()
    {
        _sandbox.Remove("npm");

        var result = _sandbox.Run(["run"], ("LIBTORCH", "/no/such libtorch"), ("FAKE_UID", "0"));

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("LIBTORCH=/no/such libtorch: no lib/libtorch_cpu.so there; expected", result.Error);
        Assert.Empty(_sandbox.Calls);
    }

    [Fact]
    public void Without_the_sdk_the_message_says_where_to_get_it()
    {
        _sandbox.Remove("dotnet");

        var result = _sandbox.Run(["run"]);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("no dotnet on PATH; get it from https://dot.net/download", result.Error);
    }
}
