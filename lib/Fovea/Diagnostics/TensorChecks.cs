using System.Diagnostics;
using TorchSharp;

namespace Fovea.Diagnostics;

/// <summary>The checks of libtorch and of what it computes with.</summary>
internal static class TensorChecks
{
    private const int MatmulSize = 1024;
    private static readonly TimeSpan MatmulPatience = TimeSpan.FromSeconds(0.5);

    public static Check Libtorch(string name)
    {
        if (Problem.Value is var (finding, remedy))
            return new Check(name, CheckStatus.Fail, finding, remedy);
        var library = MappedFiles.Read().FirstOrDefault(f => Path.GetFileName(f).StartsWith("libtorch_cpu."));
        return new Check(name, CheckStatus.Ok, $"{torch.__version__}, {library ?? "part of this program"}");
    }

    public static Check Blas(string name)
    {
        if (Problem.Value is not null)
            return NeedsLibtorch(name);

        var speed = MeasureMatmul();
        var blas = BlasLibrary.Find(MappedFiles.Read());
        var finding = $"{blas.Name}, {speed / 1e9:F1} GFLOP/s in a matrix product of {MatmulSize} x {MatmulSize}"
            + (blas.File is null ? "" : $", {blas.File}");
        return blas.IsReference
            ? new Check(name, CheckStatus.Warn, finding, BlasLibrary.Remedy)
            : new Check(name, CheckStatus.Ok, finding);
    }

    public static Check Threads(string name)
    {
        if (Problem.Value is not null)
            return NeedsLibtorch(name);

        var (threads, cores) = (torch.get_num_threads(), Environment.ProcessorCount);
        var finding = $"{threads} for {cores} cores";
        return threads >= cores
            ? new Check(name, CheckStatus.Ok, finding)
            : new Check(name, CheckStatus.Warn, finding, $"unset OMP_NUM_THREADS, or torch.set_num_threads({cores})");
    }

    public static Check Cuda(string name)
    {
        if (Problem.Value is not null)
            return NeedsLibtorch(name);
        if (torch.cuda.is_available())
            return new Check(name, CheckStatus.Ok, $"{torch.cuda.device_count()} device(s)");
        return File.Exists("/dev/nvidia0")
            ? new Check(name, CheckStatus.Warn, "this machine has an NVIDIA GPU that this libtorch cannot use",
                "set LIBTORCH to the torch folder of a PyTorch install with CUDA")
            : new Check(name, CheckStatus.Ok, "no GPU here; everything runs on the CPU");
    }

    // What keeps libtorch from computing, with its remedy; null where nothing does.
    private static readonly Lazy<(string Finding, string Remedy)?> Problem = new(() =>
    {
        if (Environment.GetEnvironmentVariable("LIBTORCH") is { Length: > 0 } named
            && !File.Exists(Path.Combine(named, "lib", "libtorch_cpu.so")))
            return ($"LIBTORCH={named}: no lib/libtorch_cpu.so there",
                "set it to the torch folder of a PyTorch install or to an unpacked libtorch, or unset it");
        try
        {
            torch.zeros(1).Dispose();
            return null;
        }
        catch (Exception e)
        {
            return ($"does not load: {Doctor.FirstLine(e.GetBaseException().Message)}",
                "apt-get install libtorch-dev g++, or set LIBTORCH, then call lib/fovea again");
        }
    });

    private static Check NeedsLibtorch(string name) =>
        new(name, CheckStatus.Fail, "needs libtorch, which does not load", "mend libtorch first");

    // FLOP/s of a single-precision product, counted as 2 n^3: the best of as many as the patience allows.
    private static double MeasureMatmul()
    {
        using var scope = torch.NewDisposeScope();
        var a = torch.rand(MatmulSize, MatmulSize);
        var clock = Stopwatch.StartNew();
        var best = TimeSpan.MaxValue;
        for (var run = 0; run < 2 || clock.Elapsed < MatmulPatience; run++)
        {
            var start = clock.Elapsed;
            torch.matmul(a, a).Dispose();
            var took = clock.Elapsed - start;
            best = took < best ? took : best;
            if (took > MatmulPatience)
                break;
        }
        return 2 * Math.Pow(MatmulSize, 3) / best.TotalSeconds;
    }
}
