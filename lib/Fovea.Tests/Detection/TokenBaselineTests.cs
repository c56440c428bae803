using System.Security.Cryptography;
using Fovea.Detection;
using Fovea.Layers;
using Fovea.Results;
using Fovea.Tests.Data.Scenes;
using Fovea.Tests.Training;
using Fovea.Training.Checkpoints;
using static TorchSharp.torch;

namespace Fovea.Tests.Detection;

/// <summary>The committed backbone and runs.</summary>
public sealed class TokenBaselineTests : IDisposable
{
    private readonly IDisposable scope = NewDisposeScope();

    private static IReadOnlyList<RunRecord> Runs => ResultsFolder.Runs(TokenBaseline.Results).Read().Runs;

    public void Dispose() => scope.Dispose();

    [Fact]
    public void The_committed_file_is_small_and_the_one_that_the_code_expects()
    {
        Assert.True(new FileInfo(PretrainedBackbone.File).Length < 2_000_000);
        Assert.Equal(PretrainedBackbone.Sha256, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(PretrainedBackbone.File))));
        var alone = PretrainedBackbone.Load().state_dict();
        var within = PretrainedBackbone.LoadDetector().state_dict();
        Assert.Equal(190_224, alone.Where(entry => !entry.Key.Contains("running") && !entry.Key.Contains("num_batches")).Sum(entry => entry.Value.numel()));
        Assert.All(alone, entry => Assert.True(entry.Value.allclose(within[$"backbone.{entry.Key}"], 0, 0)));
        Assert.Equal([1, SmallBackbone.Channels, 16, 16], BackboneSetting.Frozen.Create().call(zeros(1, 3, 128, 128)).shape);
    }

    [Fact]
    public void Another_file_is_refused_by_name_with_both_hashes()
    {
        using var folder = new TemporaryFolder();
        var bytes = File.ReadAllBytes(PretrainedBackbone.File);
        bytes[^1] ^= 1;
        var path = folder.File("digit-scenes.safetensors", bytes);
        var message = Assert.Throws<CheckpointException>(() => PretrainedBackbone.Weights.Read(path)).Message;
        Assert.StartsWith($"checkpoint {path} has SHA-256 {Convert.ToHexStringLower(SHA256.HashData(bytes))}; expected {PretrainedBackbone.Sha256}. ", message);
        Assert.Contains("lib/fovea train digit-backbone", message);
    }

    [Fact]
    public void The_committed_weights_detect_as_well_as_their_run_says()
    {
        var scenes = DigitScenesTests.Load();
        var run = Committed(BackboneSetting.Pretraining).Single(run => run.Seed == 0);
        var found = TokenBaseline.Evaluate(PretrainedBackbone.LoadDetector(), scenes.Report);
        // Other processors and libtorchs round differently.
        Assert.Equal(run.Metrics["ap"], 100 * found.AP, 0.1);
        Assert.Equal(run.Metrics["apSmall"], 100 * found.APs, 0.2);
        Assert.Equal(run.Metrics["ap50"], 100 * found.AP50, 0.2);
    }

    [Fact]
    public void The_runs_are_of_clean_commits_on_the_set_and_the_weights_as_they_are()
    {
        Assert.Contains(Committed(BackboneSetting.Pretraining), run => run.Seed == 0);
        foreach (var setting in BackboneSetting.All)
            Assert.All(Committed(setting), run =>
            {
                Assert.False(run.Dirty);
                Assert.Equal("035ba7d54f7a0410b306bf94196919c8a0ad0abbc0f4bb9775ccd6ef596267c6", run.Data["digit-scenes"]);
                Assert.Equal(setting.Pretrained ? PretrainedBackbone.Sha256 : null, run.Data.GetValueOrDefault("digit-backbone"));
            });
    }

    [Fact]
    public void The_committed_table_is_that_of_the_runs() =>
        Assert.Equal(TokenBaseline.Table(Runs), File.ReadAllText(TokenBaseline.TableFile));

    [Fact]
    public void The_datasheet_names_the_weights_by_their_hash() =>
        Assert.Contains(PretrainedBackbone.Sha256, File.ReadAllText(Path.Combine(Shared.Repository.FullName, "data", "digit-scenes.md")));

    [Fact]
    public void A_run_is_of_the_setting_it_is_asked_for()
    {
        var scenes = DigitScenesTests.Load();
        foreach (var setting in BackboneSetting.All)
        {
            var run = TokenBaseline.Run(scenes, setting, seed: 4);
            Assert.Equal(($"per-token-{setting.Name}", 4, Tier.Full, setting.Recipe), (run.Experiment, run.Seed, run.Tier, run.Recipe));
            using var model = run.Model();
            Assert.Equal(setting.IsFrozen, !model.parameters().First().requires_grad);
        }
    }

    private static RunRecord[] Committed(BackboneSetting setting)
    {
        var configuration = CanonicalJson.Hash(TokenBaseline.Configuration(setting));
        return [.. Runs.Where(run => run.Experiment == TokenBaseline.Experiment(setting) && run.ConfigurationHash == configuration)];
    }
}
