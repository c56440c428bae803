using System.Diagnostics;
using System.Globalization;

namespace Fovea.Benchmarks;

/// <summary>The same file read in Python.</summary>
internal static class CocoReference
{
    /// <returns>Null where the interpreter is not there.</returns>
    /// <exception cref="InvalidOperationException">The script failed.</exception>
    public static Cost? Read(string interpreter, string path)
    {
        using var stream = typeof(CocoReference).Assembly.GetManifestResourceStream("coco_reference.py")!;
        using var script = new StreamReader(stream);
        try
        {
            using var process = Process.Start(new ProcessStartInfo(interpreter, ["-c", script.ReadToEnd(), path])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var errors = process.StandardError.ReadToEndAsync();
            var answer = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            if (answer.Trim().Split('\t') is not [var reader, var wall, var processor, var kilobytes])
                throw new InvalidOperationException($"Python failed at {path}:\n{errors.Result}");
            return new Cost(reader, Number(wall), Number(processor), 1024 * (long)Number(kilobytes));
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
