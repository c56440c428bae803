using System.CommandLine;
using System.Globalization;
using Fovea.Data;
using Fovea.Data.Coco;

namespace Fovea.Runner.Commands;

/// <summary><c>fovea sample</c>: writes a part of a COCO data set, by class-incremental sampling.</summary>
internal static class SampleCommand
{
    private static readonly Option<string> Annotations = new("--annotations") { Description = "An instances file of COCO's format", HelpName = "FILE", Required = true };
    private static readonly Option<string> Out = new("--out") { Description = "The file to write; one that is there is replaced once all is done", HelpName = "FILE", Required = true };
    private static readonly Option<long> Seed = new("--seed") { Description = "The same seed draws the same images", DefaultValueFactory = _ => 0, HelpName = "NUMBER" };

    private static readonly Option<int> Threshold = new("--threshold")
    {
        Description = "How many images a category is to keep, where it has as many",
        DefaultValueFactory = _ => ClassIncrementalSampling.PaperThreshold,
        HelpName = "IMAGES",
    };

    public static Command Create()
    {
        var command = new DocumentedCommand("sample", "Write a smaller COCO data set that keeps its scarce categories.", """
            Class-incremental sampling (PnP-DETR, supplementary, Algorithm 1): from the scarcest category to the most
            abundant, images are drawn until each category is in as many images as the threshold, or in all that it
            has. What is counted is images, not objects. A kept image keeps all its annotations; the images' files
            stay where they are. Records keep id, image, category, box, area, crowd and segmentation; other keys of a
            file, such as its licences, are not written.

            Exit codes: 0 fine, 2 bad usage or input, or a file that cannot be written: what was there before stays,
            130 interrupted.

            Examples:
              lib/fovea sample --annotations instances_train2017.json --threshold 500 --out sampled.json
              lib/fovea sample --annotations instances_train2017.json --threshold 100 --seed 3 --out tiny.json
            """) { Annotations, Threshold, Out, Seed };
        command.SetAction((parsed, cancellation) => Task.Run(
            () => new SampleRequest(parsed.GetValue(Annotations)!, parsed.GetValue(Threshold), parsed.GetValue(Out)!, parsed.GetValue(Seed))
                .Run(Console.Out, Console.Error, cancellation), CancellationToken.None));
        return command;
    }
}

/// <summary>What <c>fovea sample</c> was asked for.</summary>
internal sealed record SampleRequest(string Annotations, int Threshold, string Out, long Seed)
{
    /// <returns>The exit code.</returns>
    public int Run(TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        try
        {
            Check();
            var whole = CocoDataset.Read(Annotations, cancellation: cancellation);
            var part = ClassIncrementalSampling.Sample(whole, Threshold, Seed);
            cancellation.ThrowIfCancellationRequested();
            part.Write(Out);
            Summarise(whole, part, output);
            return ExitCode.Fine;
        }
        catch (OperationCanceledException)
        {
            error.WriteLine($"fovea: interrupted; {Out} was not written");
            return RunCommand.Interrupted;
        }
        catch (Exception e) when (e is UsageException or IOException or UnauthorizedAccessException)
        {
            error.WriteLine($"fovea: {e.Message}");
            return ExitCode.BadInput;
        }
    }

    private void Check()
    {
        if (Threshold < 1)
            throw new UsageException($"--threshold: expected 1 or more, found {Threshold}");
        if (Path.GetFullPath(Out) == Path.GetFullPath(Annotations))
            throw new UsageException($"--out: expected another file than --annotations, found {Out} for both");
        if (Directory.Exists(Out))
            throw new UsageException($"--out: expected a file, found the folder {Out}");
    }

    private void Summarise(CocoDataset whole, CocoDataset part, TextWriter output)
    {
        var (before, after) = (Counts(whole), Counts(part));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"kept {part.Images.Count:N0} of {whole.Images.Count:N0} images, {part.Annotations.Count:N0} of {whole.Annotations.Count:N0} annotations"));
        if (before.Length > 0)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"images a category: {after.Min():N0} to {after.Max():N0}, before {before.Min():N0} to {before.Max():N0}; {before.Count(count => count <= Threshold)} of {before.Length} categories kept whole"));
        output.WriteLine($"wrote {Out}");
    }

    private static int[] Counts(CocoDataset dataset) => [.. dataset.Categories.Select(category => dataset.ImagesWith(category.Id).Count)];
}
