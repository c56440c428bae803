namespace Fovea.Tests.Data;

/// <summary>Debian's Pillow, whose pixels ours must be.</summary>
public static class Pillow
{
    private static readonly Lazy<bool> IsHere = new(() => File.Exists(Python.Interpreter) && Python.Start("import PIL", []).ExitCode == 0);

    /// <summary>Runs a script with <c>Image</c> imported; skips the running test where Pillow is absent.</summary>
    /// <param name="args">The script's <c>args</c>.</param>
    public static string Run(string script, params string[] args)
    {
        Assert.SkipUnless(IsHere.Value, "needs Pillow for Debian's Python: apt-get install python3-pil");
        var (exitCode, output, error) = Python.Start($"import sys, hashlib\nfrom PIL import Image\nargs = sys.argv[1:]\n{script}", args);
        Assert.True(exitCode == 0, $"the Python script failed with exit code {exitCode}:\n{error}");
        return output;
    }

    /// <summary>The lines that a script prints.</summary>
    public static string[] Lines(string script, params string[] args) => Run(script, args).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
