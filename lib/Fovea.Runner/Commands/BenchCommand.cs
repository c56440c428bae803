using System.CommandLine;
using System.Runtime.InteropServices;
using Fovea.Benchmarks;
using Fovea.Results;
using TorchSharp;

namespace Fovea.Runner.Commands;

internal static class BenchCommand
{
    public static Command Create() => new("bench", "Measure this machine and this build.") { Engine(), Coco(), PnpDetr(), FocusDetr(), Regions(), Sparse(), PipelineBenchCommand.Create() };

    private static Command Engine()
    {
        var python = PythonOption("The interpreter to compare with; it should have PyTorch on the same libtorch.");
        var threads = CountOption("--threads", "Threads on both sides.", Environment.ProcessorCount);
        var command = new DocumentedCommand("engine", "Measure tensor operations beside Python's PyTorch.", """
            Takes about a minute. The two sides take turns and must come to the same results; a ratio is the median over the
            rounds. "of its time" is ours over Python's, "of its speed" Python's time over ours.

            Exit codes: 0 every target was met, 1 one was missed or results differ, 2 bad usage.

            Examples:
              lib/fovea bench engine
              lib/fovea bench engine --threads 1
              LIBTORCH=~/venv/lib/python3.12/site-packages/torch lib/fovea bench engine --python ~/venv/bin/python
            """) { python, threads };
        command.SetAction(parsed =>
        {
            try
            {
                var met = EngineBenchmark.Run(parsed.GetValue(python)!, parsed.GetValue(threads), Console.Out, Console.Error);
                return met ? ExitCode.Fine : ExitCode.Failed;
            }
            catch (InvalidOperationException e)
            {
                Console.Error.WriteLine($"fovea: {e.Message}");
                return ExitCode.Failed;
            }
        });
        return command;
    }

    private static Command Coco()
    {
        var annotations = new Option<string?>("--annotations")
        {
            Description = "An instances file of COCO's format, such as instances_train2017.json; else one of its size is generated",
        };
        var python = PythonOption("The interpreter to compare with; pycocotools is measured where it has it.");
        var command = new DocumentedCommand("coco", "Measure how long COCO's annotations take to read and to evaluate, and how much memory.", """
            Takes one to three minutes, and 500 MB of the folder for temporary files where the file is generated.
            Each side reads once, from a warm file cache, and evaluates once: 5,000 generated images x 100 boxes.

            Exit codes: 0 fine, 1 Python failed or came to other figures, 2 the file cannot be used, 130 interrupted.

            Examples:
              lib/fovea bench coco
              lib/fovea bench coco --annotations ~/coco/annotations/instances_train2017.json
            """) { annotations, python };
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            try
            {
                CocoBenchmark.Run(parsed.GetValue(annotations), parsed.GetValue(python)!, Console.Out, Console.Error, cancellation);
                EvaluationBenchmark.Run(EvaluationBenchmark.ValImages, parsed.GetValue(python)!, Console.Out, Console.Error, cancellation);
                return ExitCode.Fine;
            }
            catch (OperationCanceledException)
            {
                return RunCommand.Interrupted;
            }
            catch (Exception e) when (e is InvalidOperationException or IOException)
            {
                Console.Error.WriteLine($"fovea: {e.Message}");
                return e is IOException ? ExitCode.BadInput : ExitCode.Failed;
            }
        }, CancellationToken.None));
        return command;
    }

    private static Command PnpDetr() => OfTransformer("pnp-detr", "Measure DETR's encoder and decoder on a sample of the tokens beside all of them.",
        "One layer instead of six: some ten seconds, and the same ratios.", PnpDetrBenchmark.Run, """
            Takes two minutes on two cores. The tokens are those of a DC5 map of 800 x 1066 pixels. Full set and samples take turns; a
            speed-up is the median of the rounds' ratios, and beside it stands how much less is computed.
            """);

    private static Command FocusDetr() => OfTransformer("focus-detr", "Measure Focus-DETR's encoder at five keep ratios beside DINO's, in time and memory.",
        "An image of half the height and width: some twenty seconds.", FocusDetrBenchmark.Run, """
            Takes three minutes on two cores. Token selector and six layers on the four feature maps of an image of 800 x 1066 pixels.
            Keep ratios and the dense encoder take turns; a share of its time is the median of the rounds' shares.
            """);

    private static Command OfTransformer(string name, string summary, string quicker, Action<Tier, torch.Device, int, TextWriter, CancellationToken> run, string text)
    {
        var quick = new Option<bool>("--quick") { Description = quicker };
        var device = new Option<string>("--device") { Description = "Where to compute: cpu, cuda, cuda:1.", DefaultValueFactory = _ => "cpu" };
        var threads = CountOption("--threads", "Threads of the CPU.", Environment.ProcessorCount);
        var command = new DocumentedCommand(name, summary, $"""
            {text}

            Exit codes: 0 fine, 2 bad usage or the device is not there, 130 interrupted.

            Examples:
              lib/fovea bench {name}
              lib/fovea bench {name} --quick --threads 1
              lib/fovea bench {name} --device cuda
            """) { quick, device, threads };
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            try
            {
                run(parsed.GetValue(quick) ? Tier.Small : Tier.Full, torch.device(parsed.GetValue(device)!), parsed.GetValue(threads), Console.Out, cancellation);
                return ExitCode.Fine;
            }
            catch (OperationCanceledException)
            {
                return RunCommand.Interrupted;
            }
            catch (Exception e) when (e is ArgumentException or ExternalException)
            {
                Console.Error.WriteLine($"fovea: {e.Message}");
                return ExitCode.BadInput;
            }
        }, CancellationToken.None));
        return command;
    }

    private static Command Regions()
    {
        var command = new DocumentedCommand("regions", "Measure what sampling saves learned region features, in time and memory.", """
            Takes some ten seconds. At the paper's sizes, 300 regions of 49 parts on 2,250 positions, without gradients: every
            weight at every position, the same features by the efficient code, and those of the sampled positions.

            Exit codes: 0 the efficient way is at least three times as fast as the naive one with less than a third of its
            memory, 1 it is not, or the two ways without sampling differ, 2 bad usage, 130 interrupted.

            Example:
              lib/fovea bench regions
            """);
        command.SetAction((_, cancellation) => Task.Run(() =>
        {
            try
            {
                return RegionBenchmark.Run(Console.Out, cancellation) ? ExitCode.Fine : ExitCode.Failed;
            }
            catch (OperationCanceledException)
            {
                return RunCommand.Interrupted;
            }
        }, CancellationToken.None));
        return command;
    }

    private static Command Sparse()
    {
        var threads = CountOption("--threads", "Threads on both sides.", 1);
        var rounds = CountOption("--rounds", "Rounds in which sparse and dense take turns.", 7);
        var command = new DocumentedCommand("sparse", "Measure bottlenecks that compute only what their masks sample, beside dense ones.", """
            Takes two to five minutes. Whole bottlenecks of the stochastic sampling paper with masks, noise and interpolation, at
            its four stage sizes; a ratio is the median over the rounds, and the time of one thread is the processor's.

            Exit codes: 0 every target was met, 1 one was missed, or its density was, 2 bad usage, 130 interrupted.

            Examples:
              lib/fovea bench sparse
              lib/fovea bench sparse --threads 2 --rounds 15
            """) { threads, rounds };
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            try
            {
                var met = SparseBenchmark.Run(parsed.GetValue(threads), parsed.GetValue(rounds), Console.Out, Console.Error, cancellation);
                return met ? ExitCode.Fine : ExitCode.Failed;
            }
            catch (OperationCanceledException)
            {
                return RunCommand.Interrupted;
            }
        }, CancellationToken.None));
        return command;
    }

    private static Option<int> CountOption(string name, string description, int otherwise)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => otherwise };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var given }] && (!int.TryParse(given, out var n) || n < 1))
                result.AddError($"{name} {given}: expected a number from 1 on");
        });
        return option;
    }

    private static Option<string> PythonOption(string description) => new("--python")
    {
        Description = description,
        DefaultValueFactory = _ => "/usr/bin/python3",
    };
}
