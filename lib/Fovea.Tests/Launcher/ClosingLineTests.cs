namespace Fovea.Tests.Launcher;

public sealed class ClosingLineTests : IDisposable
{
    private readonly LauncherSandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Theory]
    [InlineData("passed=\"12\" failed=\"0\" error=\"0\" notExecuted=\"3\"", 0, "12 passed, 0 failed, 3 skipped", 0)]
    [InlineData("passed=\"12\" failed=\"2\" error=\"1\" notExecuted=\"0\"", 1, "12 passed, 3 failed, 0 skipped", 1)]
    [InlineData("passed=\"12\" failed=\"0\" error=\"0\" notExecuted=\"0\"", 1, "12 passed, 0 failed, 0 skipped", 1)]
    [InlineData("passed=\"0\" failed=\"0\" error=\"0\" notExecuted=\"0\"", 0, "0 passed, 0 failed, 0 skipped", 1)]
    public void The_last_line_counts_and_the_exit_code_agrees(string counts, int runnerExit, string lastLine, int exitCode)
    {
        var result = RunTests(("FAKE_COUNTS", counts), ("FAKE_EXIT", $"{runnerExit}"));

        Assert.EndsWith($"{lastLine}\n", "\n" + result.Output);
        Assert.Equal(exitCode, result.ExitCode);
    }

    [Fact]
    public void A_runner_that_dies_leaves_no_count()
    {
        RunTests(("FAKE_COUNTS", "passed=\"12\" failed=\"0\" error=\"0\" notExecuted=\"3\""));
        var result = RunTests(("FAKE_EXIT", "139"));

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains("without a report (exit code 139)", result.Error);
    }

    private LauncherResult RunTests(params (string, string?)[] environment)
    {
        foreach (var (module, package) in new[] { ("torch", "python3-torch"), ("PIL", "python3-pil") })
            Assert.SkipUnless(Directory.Exists($"/usr/lib/python3/dist-packages/{module}"), $"{package} is not installed");
        return _sandbox.Run(["test", "-class", "Any"], environment);
    }
}
