using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using Fovea.Data;
using Fovea.Data.Scenes;
using Fovea.Detection;
using Fovea.Papers.StochasticSampling;
using Fovea.Results;
using Fovea.Training;
using Fovea.Training.Checkpoints;
using TorchSharp;

namespace Fovea.Runner.Commands;

/// <summary><c>fovea train</c>: the per-token detector on Digit Scenes by one of the shared backbone settings, or the runs of a paper's study.</summary>
internal static class TrainCommand
{
    private static readonly (string Name, BackboneSetting Setting)[] Known =
    [
        ("digit-backbone", BackboneSetting.Pretraining),
        ("per-token-frozen", BackboneSetting.Frozen),
        ("per-token-end-to-end", BackboneSetting.EndToEnd),
    ];

    private const string Sampling = "stochastic-sampling";
    private const string SamplingStart = "sampling-start";

    private static readonly string[] Models = [.. Known.Select(one => one.Name), SamplingStart];

    private static readonly Argument<string> What = new("what") { Description = string.Join(", ", Models.Concat(StudyRequest.Papers)) };
    private static readonly Option<int> Seed = new("--seed") { Description = "Of the drawn weights and of the order of the scenes", HelpName = "N" };
    private static readonly Option<string?> Out = new("--out") { Description = "Where the weights go; out/WHAT-seedN.safetensors where left out", HelpName = "FILE" };
    private static readonly Option<bool> Record = new("--record") { Description = $"Append the run to results/{TokenBaseline.Results}/runs.jsonl and write baseline.md there anew; {SamplingStart}: to results/{Sampling}/runs.jsonl" };

    private static readonly Option<Tier> OfTier = new("--tier") { Description = "Of a study's runs: smoke, small or full; paper: pnp-detr on COCO", DefaultValueFactory = _ => Tier.Full, HelpName = "TIER" };
    private static readonly Option<int> Seeds = new("--seeds")
    {
        Description = "Of a study: each of its trials is trained from so many seeds",
        DefaultValueFactory = _ => 3,
        HelpName = "N",
        Validators =
        {
            seeds =>
            {
                if (seeds.GetValueOrDefault<int>() is < 1 and var found)
                    seeds.AddError($"--seeds: expected 1 or more, found {found}");
            },
        },
    };
    private static readonly Option<bool> Choosing = new("--choosing") { Description = "Of a study: train what its settings are chosen from" };
    private static readonly Option<string> Device = new("--device") { Description = "Of a study: cpu, cuda, cuda:1", DefaultValueFactory = _ => "cpu", HelpName = "DEVICE" };

    private const string Paper = "paper";

    public static Command Create()
    {
        What.AcceptOnlyFromAmong([.. Models, .. StudyRequest.Papers]);
        OfTier.AcceptOnlyFromAmong("smoke", "small", "full", Paper);
        var command = new DocumentedCommand("train", "Train a detector that the notebooks share, its backbone included, or all runs of a paper's study.", """
            Four are per-token detectors on Digit Scenes; a run takes minutes on a CPU.

            digit-backbone        from random weights, end to end: the committed backbone came from it with seed 0. On the
                                  same kind of processor the weights come out the same; elsewhere their last digits differ
            per-token-frozen      a new head on the committed backbone, which stays as it is
            per-token-end-to-end  a new head on the committed backbone, which is trained on with it
            sampling-start        from random weights, with a backbone of bottlenecks: what the detectors of
                                  stochastic-sampling start from

            The others are studies: all trials from all seeds that results/WHAT/runs.jsonl lacks, appended there one by one.
            Processes that train the same study share the work.

            pnp-detr              the small query detector on Digit Scenes, poll and pool against what they are held against,
                                  then with a dense head for panoptic quality; and a ViT on CIFAR-10, sampled alike
            focus-detr            a small deformable detector on Digit Scenes, its encoder on all tokens, on selected ones and on
                                  none
            stochastic-sampling   the detector of sampling-start, its features sampled and interpolated, pruned, or its
                                  images made smaller; then a classifier of CIFAR-10; and last what sparse inference
                                  takes of time, on this CPU, which is to have nothing else to do
            region-features       a small two-stage detector on Digit Scenes, its region features pooled, moved or learned
            across-papers         PnP-DETR's sampler, its scores taught by boxes as Focus-DETR's are

            With --tier paper, --coco and --backbone pnp-detr is PnP-DETR-R50 on COCO by the authors' schedule: AdamW at 1e-4,
            the backbone at 1e-5, weight decay 1e-4, gradients clipped at .1, DETR's flips, crops and sizes. Days on a GPU;
            it saves every ten minutes and after each epoch, and lib/fovea eval pnp-detr-r50 tests the model.

            Ctrl-C saves where the training is; the same command goes on from there.

            Exit codes: 0 fine, 2 bad usage or no data, or the training diverged, 130 interrupted.

            Examples:
              lib/fovea train digit-backbone
              lib/fovea train digit-backbone --seed 3 --out ~/seed3.safetensors
              lib/fovea train pnp-detr --tier full
              lib/fovea train pnp-detr --tier paper --coco ~/coco --backbone resnet50-0676ba61.pth --device cuda --random-ratio
              lib/fovea train focus-detr --choosing
              lib/fovea train region-features --seeds 5
            """) { What, Seed, Out, Record, OfTier, Seeds, Choosing, Device };
        foreach (var option in CocoTrainingRequest.Options) command.Add(option);
        command.Validators.Add(parsed =>
        {
            var isStudy = StudyRequest.Papers.Contains(parsed.GetValue(What));
            var isPaper = parsed.GetResult(OfTier)?.Tokens is [{ Value: Paper }];
            if (isPaper && parsed.GetValue(What) != "pnp-detr")
                parsed.AddError($"--tier {Paper} is for pnp-detr alone");
            Option[] needless = isPaper ? [Record, Seeds, Choosing] : isStudy ? [Seed, Out, Record] : [OfTier, Seeds, Choosing, Device];
            foreach (var option in needless)
                if (parsed.GetResult(option) is { Implicit: false })
                    parsed.AddError($"{option.Name} is {(isStudy ? "not " : "")}for a study: {string.Join(", ", StudyRequest.Papers)}");
            CocoTrainingRequest.Validate(parsed, isPaper);
        });
        command.SetAction((parsed, cancellation) => Task.Run(() => Answer(parsed, cancellation), CancellationToken.None));
        return command;
    }

    private static int Answer(ParseResult parsed, CancellationToken cancellation)
    {
        var what = parsed.GetValue(What)!;
        if (parsed.GetValue(OfTier) == Tier.Paper)
            return CocoTrainingRequest.Of(parsed, parsed.GetValue(Seed), parsed.GetValue(Device)!, parsed.GetValue(Out)).Answer(Console.Out, Console.Error, cancellation);
        return StudyRequest.Papers.Contains(what)
            ? new StudyRequest(what, parsed.GetValue(OfTier), parsed.GetValue(Seeds), parsed.GetValue(Choosing), parsed.GetValue(Device)!).Answer(Console.Out, Console.Error, cancellation)
            : Run(what, parsed.GetValue(Seed), parsed.GetValue(Out), parsed.GetValue(Record), cancellation);
    }

    private static int Run(string what, int seed, string? path, bool record, CancellationToken cancellation)
    {
        try
        {
            torch.set_num_threads(1); // sums come out in the same order whatever the machine's cores
            using var scope = torch.NewDisposeScope();
            path ??= Path.Combine(Workbook.Root, "out", $"{what}-seed{seed}.safetensors");
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!); // a wrong path shows now, not after the training
            var scenes = DigitScenes.Load(cancellation: cancellation);
            if (what == SamplingStart)
                Train(SceneStudy.Pretraining.Run(scenes, seed), path, record ? ResultsFolder.Runs(Sampling).Append : null, cancellation);
            else
                Train(TokenBaseline.Run(scenes, Known.First(one => one.Name == what).Setting, seed), path, record ? TokenBaseline.Record : null, cancellation);
            return ExitCode.Fine;
        }
        catch (OperationCanceledException e)
        {
            Console.Error.WriteLine($"fovea: {e.Message}");
            return RunCommand.Interrupted;
        }
        catch (Exception e) when (e is IOException or CheckpointException or LedgerException or DivergedException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"fovea: {e.Message}");
            return ExitCode.BadInput;
        }
    }
    private static void Train<TModel>(TrainingRun<TModel> run, string path, Action<RunRecord>? record, CancellationToken cancellation)
        where TModel : torch.nn.Module<torch.Tensor, torch.Tensor>
    {
        var trained = run.Train(cancellation);
        Checkpoint.WriteSafetensors(path, trained.Model.state_dict(), new Dictionary<string, string> { ["run"] = run.Experiment, ["seed"] = $"{run.Seed}" });
        record?.Invoke(trained.Record);
        foreach (var (metric, value) in trained.Record.Metrics)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{metric,-10}{value:F2}"));
        Console.WriteLine($"wrote {Terminal.ShortPath(path)}, SHA-256 {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)))}");
    }
}
