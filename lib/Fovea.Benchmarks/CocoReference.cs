using System.Diagnostics;
using System.Globalization;

namespace Fovea.Benchmarks;

/// <summary>The same work done in Python.</summary>
internal static class CocoReference
{
    /// <summary>Reads an instances file.</summary>
    /// <returns>Null where the interpreter is not there.</returns>
    /// <exception cref="InvalidOperationException">The script failed.</exception>
    public static Cost? Read(string interpreter, string path) => Answer(interpreter, "coco_reference.py", path) switch
    {
        null => null,
        [var reader, var wall, var processor, var kilobytes] => CostOf(reader, wall, processor, kilobytes),
        var answer => throw Unexpected(answer),
    };

    /// <summary>Evaluates the boxes of a results file with pycocotools.</summary>
    /// <returns>Average precision and what it took; null where the interpreter or pycocotools is not there.</returns>
    /// <exception cref="InvalidOperationException">The script failed.</exception>
    public static (double AP, Cost Cost)? Evaluate(string interpreter, string annotations, string results) =>
        Answer(interpreter, "coco_evaluation.py", annotations, results) switch
        {
            null or ["none"] => null,
            [var ap, var wall, var processor, var kilobytes] => (Number(ap), CostOf("pycocotools", wall, processor, kilobytes)),
            var answer => throw Unexpected(answer),
        };

    private static string[]? Answer(string interpreter, string name, params string[] files)
    {
        using var stream = typeof(CocoReference).Assembly.GetManifestResourceStream(name)!;
        using var script = new StreamReader(stream);
        try
        {
            using var process = Process.Start(new ProcessStartInfo(interpreter, ["-c", script.ReadToEnd(), .. files])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var errors = process.StandardError.ReadToEndAsync();
            var answer = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0
                ? answer.Trim().Split('\t')
                : throw new InvalidOperationException($"Python failed at {string.Join(" and ", files)}:\n{errors.Result}");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static Cost CostOf(string name, string wall, string processor, string kilobytes) =>
        new(name, Number(wall), Number(processor), 1024 * (long)Number(kilobytes));

    private static InvalidOperationException Unexpected(string[] answer) => new($"Python answered '{string.Join(' ', answer)}'");

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
