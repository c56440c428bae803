using System.Diagnostics;
using System.Globalization;

namespace Fovea.Benchmarks;

/// <summary>A Python process that does a figure's work when asked, and sleeps meanwhile.</summary>
internal sealed class PythonReference : IDisposable
{
    private readonly Process process;
    private readonly Task<string> errors;

    private PythonReference(Process process)
    {
        this.process = process;
        errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>PyTorch's version there.</summary>
    public required string Version { get; init; }

    /// <returns>Null where the interpreter is not there or has no PyTorch.</returns>
    public static PythonReference? Start(string interpreter, int threads)
    {
        using var stream = typeof(PythonReference).Assembly.GetManifestResourceStream("reference.py")!;
        using var script = new StreamReader(stream);
        var start = new ProcessStartInfo(interpreter, ["-c", script.ReadToEnd(), $"{threads}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var variable in (string[])["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"]) start.Environment[variable] = $"{threads}";
        try
        {
            var process = Process.Start(start)!;
            if (process.StandardOutput.ReadLine()?.Split(' ') is ["ready", var version])
                return new PythonReference(process) { Version = version };
            process.Dispose();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // No such interpreter.
        }
        return null;
    }

    /// <returns>Seconds for all repetitions, and the sum of the last result's magnitudes.</returns>
    /// <exception cref="InvalidOperationException">The script failed.</exception>
    public (double Seconds, double Result) Measure(string figure, int repetitions)
    {
        process.StandardInput.WriteLine($"{figure} {repetitions}");
        process.StandardInput.Flush();
        if (process.StandardOutput.ReadLine()?.Split(' ') is not [var seconds, var result])
            throw new InvalidOperationException($"Python failed at {figure}:\n{errors.Result}");
        return (double.Parse(seconds, CultureInfo.InvariantCulture), double.Parse(result, CultureInfo.InvariantCulture));
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }
}
