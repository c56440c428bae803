using System.CommandLine;
using Fovea.Benchmarks;

namespace Fovea.Runner.Commands;

/// <summary><c>fovea bench pipeline</c>: DETR-R50 and PnP-DETR-R50 on photographs.</summary>
internal static class PipelineBenchCommand
{
    private static readonly Option<string> Images = new("--images") { Description = "A folder of photographs, such as COCO's val2017", Required = true, HelpName = "DIR" };
    private static readonly Option<int> Count = new("--count") { Description = "How many of them, the first by name", DefaultValueFactory = _ => 4, HelpName = "N" };

    public static Command Create()
    {
        var command = new DocumentedCommand("pipeline", "Measure DETR-R50 and PnP-DETR-R50 on photographs at 800 x 1333 pixels.", """
            Reads, resizes and detects, one photograph at a time: sizes, tokens, seconds and peak memory without a sampler
            and at poll ratios of a half and a third. The weights are drawn, which takes no other time than trained ones.

            Exit codes: 0 fine, 2 no photographs, 130 interrupted.

            Example:
              lib/fovea bench pipeline --images ~/coco/val2017 --count 10
            """) { Images, Count };
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            try
            {
                PipelineBenchmark.Run(parsed.GetValue(Images)!, parsed.GetValue(Count), Console.Out, Console.Error, cancellation);
                return ExitCode.Fine;
            }
            catch (OperationCanceledException)
            {
                return RunCommand.Interrupted;
            }
            catch (IOException e)
            {
                Console.Error.WriteLine($"fovea: {e.Message}");
                return ExitCode.BadInput;
            }
        }, CancellationToken.None));
        return command;
    }
}
