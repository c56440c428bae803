using System.Diagnostics;
using Fovea.Results;
using Fovea.Training;
using static TorchSharp.torch;

namespace Fovea.Tests.Training;

/// <summary>Runs in processes of their own, which are killed or meet.</summary>
public sealed class RunProcessTests : IDisposable
{
    private const string Told = "FOVEA_TEST_TRAINING";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TemporaryFolder folder = new();

    private string LogFile => folder.File("runs.jsonl");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_killed_process_loses_nothing_that_shows_in_the_numbers()
    {
        using (var killed = Start(stepMilliseconds: 300))
        {
            try
            {
                await Until(() => PatchRun.Checkpoints(folder).Length > 0);
                await Task.Delay(700);
            }
            finally
            {
                killed.Kill();
            }
            await killed.WaitForExitAsync();
        }
        Assert.False(File.Exists(LogFile));

        using (var again = Start(stepMilliseconds: 0))
            await Ended(again);
        using var elsewhere = new TemporaryFolder();
        using (NewDisposeScope())
            Assert.Equal(PatchRun.In(elsewhere).Train().Record.Metrics, Assert.Single(new RunLog(LogFile).Read().Runs).Metrics);
        Assert.Empty(PatchRun.Checkpoints(folder));
    }

    [Fact]
    public async Task Of_two_processes_with_the_same_run_one_trains_and_the_other_waits()
    {
        using var first = Start(stepMilliseconds: 200);
        await Until(() => PatchRun.Checkpoints(folder).Length > 0);
        using var second = Start(stepMilliseconds: 0);
        var said = await second.StandardError.ReadToEndAsync();
        await Ended(second);
        await Ended(first);
        Assert.Contains("fovea: waiting for another process that trains patches-smoke-seed3-", said);
        Assert.Single(new RunLog(LogFile).Read().Runs);
    }

    // The processes of the tests above: each runs this method alone.
    [Fact(Explicit = true)]
    public void Trains_as_it_is_told()
    {
        var told = Environment.GetEnvironmentVariable(Told)!.Split('|');
        using var scope = NewDisposeScope();
        var run = PatchRun.In(folder) with
        {
            Folder = told[0],
            SaveEvery = TimeSpan.Zero,
            Model = () => new PatchModel
            {
                OnStep = (_, logits) =>
                {
                    Thread.Sleep(int.Parse(told[2]));
                    return logits;
                },
            },
        };
        run.Complete(new RunLog(told[1]));
    }

    private Process Start(int stepMilliseconds) => Process.Start(new ProcessStartInfo(
        Path.Combine(AppContext.BaseDirectory, "Fovea.Tests"),
        ["-explicit", "only", "-method", $"{typeof(RunProcessTests).FullName}.{nameof(Trains_as_it_is_told)}", "-noLogo"])
    {
        Environment = { [Told] = $"{folder.Path}|{LogFile}|{stepMilliseconds}" },
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    private static async Task Ended(Process process)
    {
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, output);
    }

    private static async Task Until(Func<bool> holds)
    {
        for (var waited = Stopwatch.StartNew(); !holds(); await Task.Delay(20))
            Assert.True(waited.Elapsed < Patience, "the process has made no checkpoint");
    }
}
