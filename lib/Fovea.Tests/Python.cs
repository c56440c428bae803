using System.Diagnostics;

namespace Fovea.Tests;

/// <summary>Debian's Python with PyTorch on the same libtorch: the reference that engine tests compare with.</summary>
public static class Python
{
    internal const string Interpreter = "/usr/bin/python3";
    private static readonly Lazy<bool> HasTorch = new(() => File.Exists(Interpreter) && Start("import torch", []).ExitCode == 0);

    public static bool Available => HasTorch.Value;

    /// <summary>Runs a script and returns what it printed; skips the running test where PyTorch is absent.</summary>
    /// <param name="args">The script's <c>sys.argv[1:]</c>.</param>
    public static string Run(string script, params string[] args)
    {
        Assert.SkipUnless(Available, "needs PyTorch for Debian's Python: apt-get install python3-torch");
        var (exitCode, output, error) = Start(script, args);
        Assert.True(exitCode == 0, $"the Python script failed with exit code {exitCode}:\n{error}");
        return output;
    }

    internal static (int ExitCode, string Output, string Error) Start(string script, string[] args)
    {
        using var process = Process.Start(new ProcessStartInfo(Interpreter, ["-", .. args])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        process.StandardInput.Write(script);
        process.StandardInput.Close();
        process.WaitForExit();
        return (process.ExitCode, output.Result, error.Result);
    }
}
