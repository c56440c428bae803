using Fovea.Data;
using Fovea.Data.Coco;
using Fovea.Results;
using TorchSharp;

namespace Fovea.Benchmarks;

/// <summary>How long COCO's files take and how much memory, beside what Python's readers of them take.</summary>
public static class CocoBenchmark
{
    /// <summary>Measures every figure once and writes a line each.</summary>
    /// <param name="annotations">An instances file; one of train2017's size is generated, and removed again, where it is null.</param>
    /// <param name="interpreter">A Python: pycocotools is measured where it has it, else json.load and the same index.</param>
    /// <param name="output">The table.</param>
    /// <param name="progress">What is being done.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="DataSetException">The file cannot be read.</exception>
    public static void Run(string? annotations, string interpreter, TextWriter output, TextWriter progress, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("fovea-bench-");
        try
        {
            var path = annotations ?? Path.Combine(folder.FullName, "instances.json");
            if (annotations is null)
            {
                progress.WriteLine($"generating an instances file of train2017's size in {folder.FullName} ...");
                GeneratedInstances.Write(path, GeneratedInstances.TrainImages, GeneratedInstances.TrainAnnotations, cancellation);
            }
            Measure(path, interpreter, output, progress, cancellation);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Measure(string path, string interpreter, TextWriter output, TextWriter progress, CancellationToken cancellation)
    {
        progress.WriteLine("reading it ...");
        var (dataset, ours) = Cost.Of("Fovea", () => CocoDataset.Read(path, cancellation: cancellation));
        var kept = GC.GetTotalMemory(forceFullCollection: true);
        progress.WriteLine($"reading it with {interpreter} ...");
        var theirs = CocoReference.Read(interpreter, path);

        // The machine is described last: libtorch, which is asked for it, takes memory of its own.
        output.WriteLine($"{Provenance.Describe(torch.CPU)}, .NET {Environment.Version}");
        output.WriteLine($"{dataset.Images.Count} images, {dataset.Annotations.Count} annotations, {new FileInfo(path).Length / 1e6:0} MB");
        output.WriteLine($"{"read and index",-46}{"wall",10}{"processor",12}{"peak memory",14}");
        output.WriteLine(ours);
        output.WriteLine($"  {"kept once it is read",-66}{kept / 1e6,11:0} MB");
        output.WriteLine(theirs?.ToString() ?? $"  {interpreter} is no Python: nothing to compare with");
    }
}
