using System.Diagnostics;
using System.Text.Json.Nodes;
using Fovea.Results;
using Fovea.Tests.Training;

namespace Fovea.Tests.Results;

public sealed class RunLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string LogFile => _folder.File("runs.jsonl");

    private RunLog Log => new(LogFile);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_appended_is_read_back()
    {
        var run = FakePaper.Run("N=4", seed: 7, top1: 49.18) with { Commit = null, Dirty = null };
        Log.Append(run);
        var read = Assert.Single(Log.Read().Runs);
        Assert.Equal(RunJson.Write(run), RunJson.Write(read));
        Assert.Equal((7, Tier.Full, 49.18, null, run.Started), (read.Seed, read.Tier, read.Metrics["top1"], read.Commit, read.Started));
    }

    [Fact]
    public void The_configuration_hash_knows_content_and_not_spelling()
    {
        var written = JsonNode.Parse("""{"n": 4, "lr": 1e-3, "stem": {"b": 1.0, "a": [1, 2]}}""")!;
        var other = JsonNode.Parse("""{"stem": {"a": [1, 2], "b": 1}, "lr": 0.001, "n": 4.0}""")!;
        Assert.Equal(CanonicalJson.Hash(written), CanonicalJson.Hash(other));
        Assert.NotEqual(CanonicalJson.Hash(written), CanonicalJson.Hash(JsonNode.Parse("""{"n": 4, "lr": 1e-3, "stem": {"b": 1, "a": [2, 1]}}""")!));
        Assert.Equal("""{"lr":0.001,"n":4,"stem":{"a":[1,2],"b":1}}""", System.Text.Encoding.UTF8.GetString(CanonicalJson.Bytes(written)));
    }

    [Fact]
    public void A_metric_that_is_not_finite_is_refused_and_nothing_is_written()
    {
        var run = FakePaper.Run("N=4", 0, double.NaN);
        Assert.Contains("the metric top1 is NaN", Assert.Throws<ArgumentException>(() => Log.Append(run)).Message);
        Assert.False(File.Exists(LogFile));
    }

    [Fact]
    public void Threads_with_handles_of_their_own_lose_nothing()
    {
        Parallel.For(0, 8, writer =>
        {
            for (var i = 0; i < 25; i++)
                Log.Append(FakePaper.Run($"writer {writer}", seed: i, top1: 50));
        });
        var runs = Log.Read().Runs;
        Assert.Equal(200, runs.Select(run => (run.ConfigurationHash, run.Seed)).Distinct().Count());
        Assert.Equal(200, runs.Count);
    }

    [Fact]
    public async Task Processes_lose_nothing_and_a_killed_one_leaves_whole_lines()
    {
        using var first = StartWriter("first", 100);
        using var second = StartWriter("second", 100);
        using var killed = StartWriter("killed", 20_000);
        try
        {
            while (!Log.Read().Runs.Any(run => run.Device == "killed"))
                await Task.Delay(20);
            await Task.Delay(200);
        }
        finally
        {
            killed.Kill();
        }
        foreach (var writer in new[] { first, second, killed })
            await writer.WaitForExitAsync();
        Assert.Equal((0, 0), (first.ExitCode, second.ExitCode));

        Log.Append(FakePaper.Run("after", 0, 50));
        var contents = Log.Read();
        Assert.Null(contents.TornLine);
        Assert.Equal(Enumerable.Range(0, 100), contents.Runs.Where(run => run.Device == "first").Select(run => run.Seed));
        Assert.Equal(Enumerable.Range(0, 100), contents.Runs.Where(run => run.Device == "second").Select(run => run.Seed));
        var survived = contents.Runs.Where(run => run.Device == "killed").Select(run => run.Seed).ToArray();
        Assert.Equal(Enumerable.Range(0, survived.Length), survived);
    }

    // The process of the test above: it runs this method alone.
    [Fact(Explicit = true)]
    public void Writes_as_it_is_told()
    {
        var told = Environment.GetEnvironmentVariable("FOVEA_TEST_WRITER")!.Split('|');
        for (var seed = 0; seed < int.Parse(told[2]); seed++)
            new RunLog(told[0]).Append(FakePaper.Run("a", seed, 50) with { Device = told[1] });
    }

    private Process StartWriter(string name, int runs) => Process.Start(new ProcessStartInfo(
        Path.Combine(AppContext.BaseDirectory, "Fovea.Tests"),
        ["-explicit", "only", "-method", $"{typeof(RunLogTests).FullName}.{nameof(Writes_as_it_is_told)}", "-noLogo"])
    {
        Environment = { ["FOVEA_TEST_WRITER"] = $"{LogFile}|{name}|{runs}" },
        RedirectStandardOutput = true,
    })!;

    [Theory]
    [InlineData(1)]
    [InlineData(200)]
    public void A_torn_line_is_named_and_the_next_run_sets_it_aside(int bytesLeft)
    {
        Log.Append(FakePaper.Run("a", 0, 50));
        Log.Append(FakePaper.Run("a", 1, 50));
        var lines = File.ReadAllLines(LogFile);
        File.WriteAllText(LogFile, $"{lines[0]}\n{lines[1][..bytesLeft]}");

        var contents = Log.Read();
        Assert.Single(contents.Runs);
        Assert.StartsWith($"{LogFile}:2: torn line of {bytesLeft} bytes", contents.TornLine);

        Log.Append(FakePaper.Run("a", 2, 50));
        Assert.Equal([0, 2], Log.Read().Runs.Select(run => run.Seed));
        Assert.Null(Log.Read().TornLine);
        Assert.Equal(lines[1][..bytesLeft] + "\n", File.ReadAllText(LogFile + ".torn"));
    }

    [Fact]
    public void A_last_line_that_lacks_only_its_end_is_kept()
    {
        Log.Append(FakePaper.Run("a", 0, 50));
        File.WriteAllText(LogFile, File.ReadAllText(LogFile).TrimEnd('\n'));
        Assert.Equal([0], Log.Read().Runs.Select(run => run.Seed));

        Log.Append(FakePaper.Run("a", 1, 50));
        Assert.Equal([0, 1], Log.Read().Runs.Select(run => run.Seed));
        Assert.False(File.Exists(LogFile + ".torn"));
    }

    [Theory]
    [InlineData("\"seed\":0", "\"seed\":\"zero\"", "seed: expected a whole number, found \"zero\"")]
    [InlineData("\"seed\":0", "\"seed\":0.5", "seed: expected a whole number, found 0.5")]
    [InlineData("\"tier\":\"full\"", "\"tier\":\"huge\"", "tier: expected smoke, small, full or paper, found \"huge\"")]
    [InlineData("\"top1\":50", "\"top1\":\"50\"", "metrics.top1: expected a finite number, found \"50\"")]
    [InlineData("\"seconds\":12.5,", "", "seconds: expected a value, found nothing")]
    [InlineData("\"seconds\":12.5,", "\"seconds\":12.5,\"second\":1,", "second: expected no key but experiment,")]
    [InlineData("\"started\":\"2026-01-31", "\"started\":\"yesterday", "started: expected a time like")]
    [InlineData("{\"arm\":\"a\"}", "{\"arm\":\"b\"}", "configurationHash: expected ")]
    [InlineData("\"top1\":50", "\"top1\":51", "hash: expected ")]
    [InlineData("{\"experiment\"", "[\"experiment\"", "line: expected a JSON object, found [\"experiment\"")]
    [InlineData("\"seed\":0", "\"seed\":0,\"seed\":1", "line: expected a JSON object, found {\"experiment\"")]
    public void A_wrong_or_changed_line_is_named_with_its_key(string from, string to, string message)
    {
        Log.Append(FakePaper.Run("a", 1, 50));
        Log.Append(FakePaper.Run("a", 0, 50));
        var text = File.ReadAllText(LogFile);
        File.WriteAllText(LogFile, text.Replace(from, to, StringComparison.Ordinal));
        Assert.NotEqual(text, File.ReadAllText(LogFile));
        var line = from.StartsWith("\"seed\"", StringComparison.Ordinal) ? 2 : 1;
        Assert.StartsWith($"{LogFile}:{line}: {message}", Assert.Throws<LedgerException>(Log.Read).Message);
    }
}
