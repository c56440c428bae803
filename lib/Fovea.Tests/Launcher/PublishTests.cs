namespace Fovea.Tests.Launcher;

public sealed class PublishTests : IDisposable
{
    private readonly LauncherSandbox _sandbox = new();

    private string Target => _sandbox.In("a published folder");

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public void A_published_folder_runs_with_the_shim_it_brings_and_neither_sdk_nor_compiler()
    {
        Assert.Equal(0, _sandbox.Run(["publish", Target]).ExitCode);
        RemoveTools();

        var result = RunPublished(["run", "00 start"]);

        Assert.Equal(
            $"<{Target}/lib/bin/Fovea.Runner/Fovea.Runner.dll><run><00 start><{Target}/lib/bin/native/shipped/libfovea_torch.so>",
            result.Output);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.StartsWith("fovea 0.", RunPublished(["--version"]).Output);
    }

    [Fact]
    public void A_published_folder_compiles_its_shim_for_another_libtorch_where_there_is_a_compiler()
    {
        _sandbox.Run(["publish", Target]);
        _sandbox.Write("libtorch/include/torch/csrc/api/include/torch/version.h", "#define TORCH_VERSION \"2.10.0\"");

        var compiled = RunPublished(["run"]);
        RemoveTools();
        var refused = RunPublished(["run"]);

        Assert.Contains("compiling the native shim for libtorch 2.10.0", compiled.Error);
        Assert.DoesNotContain("shipped", compiled.Output);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("no shim for libtorch 2.10.0", refused.Error);
    }

    [Fact]
    public void A_folder_that_holds_something_else_is_left_alone()
    {
        _sandbox.Write("thesis/chapter 1", "all there is");

        var result = _sandbox.Run(["publish", _sandbox.In("thesis")]);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains($"{_sandbox.In("thesis")} is there and is not an earlier publish", result.Error);
        Assert.Equal([_sandbox.In("thesis/chapter 1")], Directory.GetFileSystemEntries(_sandbox.In("thesis")));
        Assert.Empty(_sandbox.Calls);
    }

    [Fact]
    public void Publishing_again_replaces_the_program_and_keeps_what_was_measured_there()
    {
        _sandbox.Write("top/results/ps-vit/runs.jsonl", "old");
        _sandbox.Run(["publish", Target]);
        _sandbox.Write("a published folder/lib/bin/stale", "");
        _sandbox.Write("a published folder/results/ps-vit/runs.jsonl", "measured there");
        File.SetLastWriteTimeUtc($"{Target}/results/ps-vit/runs.jsonl", DateTime.UtcNow.AddMinutes(1));

        Assert.Equal(0, _sandbox.Run(["publish", Target]).ExitCode);

        Assert.False(File.Exists($"{Target}/lib/bin/stale"));
        Assert.Equal("measured there", File.ReadAllText($"{Target}/results/ps-vit/runs.jsonl"));
        Assert.DoesNotContain(Directory.GetFileSystemEntries(Target), e => Path.GetFileName(e).StartsWith('.'));
    }

    [Fact]
    public void Downloads_are_not_copied()
    {
        _sandbox.Write("top/data/catalog.csv", "");
        _sandbox.Write("top/data/cache/cifar10/images", "");

        _sandbox.Run(["publish", Target]);

        Assert.Equal([$"{Target}/data/catalog.csv"], Directory.GetFileSystemEntries($"{Target}/data"));
    }

    private LauncherResult RunPublished(string[] arguments) => _sandbox.RunFile($"{Target}/fovea", arguments);

    private void RemoveTools()
    {
        foreach (var tool in new[] { "dotnet", "g++", "npm", "apt-get" })
            _sandbox.Remove(tool);
        Directory.Delete(_sandbox.In("dotnet"), recursive: true);
    }
}
