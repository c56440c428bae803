using System.Diagnostics;
using System.Text.Json.Nodes;
using Fovea.Results;
using Fovea.Tests.Training;
using static TorchSharp.torch;

namespace Fovea.Tests.Results;

public sealed class ProvenanceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Changes_make_a_checkout_dirty_and_results_do_not()
    {
        var onPath = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "git")));
        Assert.SkipUnless(onPath, "needs git: apt-get install git");
        Git("init", "-q");
        File.WriteAllText(_folder.File("code.cs"), "1");
        Git("add", ".");
        Git("-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-q", "-m", "first");
        var clean = Provenance.Capture(_folder.Path);
        Directory.CreateDirectory(_folder.File("results"));
        File.WriteAllText(_folder.File("results/runs.jsonl"), "{}");
        var afterRun = Provenance.Capture(_folder.Path);
        File.WriteAllText(_folder.File("code.cs"), "2");
        var changed = Provenance.Capture(_folder.Path);

        Assert.Matches("^[0-9a-f]{40}$", clean.Commit);
        Assert.Equal((false, false, true), (clean.Dirty, afterRun.Dirty, changed.Dirty));
        Assert.Equal(["dotnet", "fovea", "libtorch"], clean.Versions.Keys.Order());
        Assert.All(clean.Versions.Values, version => Assert.Matches(@"^\d+\.\d+", version));
    }

    [Fact]
    public void Outside_a_checkout_there_is_no_commit()
    {
        var provenance = Provenance.Capture(_folder.Path);
        Assert.Equal((null, null), (provenance.Commit, provenance.Dirty));
    }

    [Fact]
    public void A_finished_run_can_be_appended_and_read_back()
    {
        var run = RunInProgress.Start("sweep", new JsonObject { ["n"] = 4 }, seed: 3, Tier.Smoke, CPU);
        var record = run.Finish(new Dictionary<string, double> { ["top1"] = 12.5 }, new Dictionary<string, string>(), earlier: TimeSpan.FromSeconds(100));
        var log = new RunLog(_folder.File("runs.jsonl"));
        log.Append(record);

        var read = Assert.Single(log.Read().Runs);
        Assert.InRange(read.Seconds, 100, 160);
        Assert.InRange(read.PeakMemoryBytes, 10_000_000, 1L << 40);
        Assert.Matches(@"^cpu \(.+, \d+ threads\)$", read.Device);
        Assert.Equal(("sweep", 3, Tier.Smoke, 12.5), (read.Experiment, read.Seed, read.Tier, read.Metrics["top1"]));
    }

    private void Git(params string[] arguments)
    {
        using var git = Process.Start("git", ["-C", _folder.Path, .. arguments]);
        git.WaitForExit();
        Assert.Equal(0, git.ExitCode);
    }
}
