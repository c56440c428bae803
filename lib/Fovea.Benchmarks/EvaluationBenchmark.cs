using Fovea.Data.Coco;
using Fovea.Detection;
using Fovea.Results;
using TorchSharp;

namespace Fovea.Benchmarks;

/// <summary>How long the evaluation of boxes takes and how much memory, beside pycocotools where Python has it.</summary>
public static class EvaluationBenchmark
{
    /// <summary>As many as val2017 has.</summary>
    public const int ValImages = 5_000;

    /// <summary>How far the two sides' average precisions may lie apart.</summary>
    private const double Agreement = 1e-9;

    /// <summary>Measures every figure once and writes a line each.</summary>
    /// <param name="images">How many to generate, with a hundred detections each.</param>
    /// <param name="interpreter">A Python.</param>
    /// <param name="output">The table.</param>
    /// <param name="progress">What is being done.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="InvalidOperationException">Python failed, or came to another result.</exception>
    public static void Run(int images, string interpreter, TextWriter output, TextWriter progress, CancellationToken cancellation)
    {
        progress.WriteLine($"generating {images} images x {GeneratedDetections.DetectionsAnImage} detections ...");
        var (truth, found) = GeneratedDetections.Make(images);
        progress.WriteLine("evaluating them ...");
        var threads = Environment.ProcessorCount;
        var (evaluation, ours) = Cost.Of($"Fovea, {threads} threads", () => CocoEvaluator.Evaluate(truth, found, new() { Threads = threads }, cancellation));
        var (_, alone) = Cost.Of("Fovea, 1 thread", () => CocoEvaluator.Evaluate(truth, found, new() { Threads = 1 }, cancellation));
        progress.WriteLine($"evaluating them with {interpreter} ...");
        var theirs = Reference(interpreter, truth, found, evaluation.Figures.AP);

        output.WriteLine($"{Provenance.Describe(torch.CPU)}, .NET {Environment.Version}");
        output.WriteLine($"{images} images, {truth.Annotations.Count} objects, {found.Count} detections");
        output.WriteLine($"{"evaluate boxes",-46}{"wall",10}{"processor",12}{"peak memory",14}");
        output.WriteLine(ours);
        output.WriteLine(alone);
        output.WriteLine(theirs?.ToString() ?? $"  {interpreter} has no pycocotools: nothing to compare with");
    }

    private static Cost? Reference(string interpreter, CocoDataset truth, IReadOnlyList<CocoDetection> found, double ap)
    {
        var folder = Directory.CreateTempSubdirectory("fovea-bench-");
        try
        {
            var (annotations, results) = (Path.Combine(folder.FullName, "annotations.json"), Path.Combine(folder.FullName, "results.json"));
            truth.Write(annotations);
            CocoDetections.Write(results, found);
            if (CocoReference.Evaluate(interpreter, annotations, results) is not var (theirs, cost))
                return null;
            return Math.Abs(theirs - ap) <= Agreement ? cost : throw new InvalidOperationException($"the evaluations differ: AP is {ap} here and {theirs} in Python");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
