namespace Fovea.Tests;

/// <summary>Debian's torchvision, whose region operators ours must be.</summary>
public static class Torchvision
{
    private static readonly Lazy<bool> IsHere = new(() => Python.Available && Python.Start("import torchvision", []).ExitCode == 0);

    /// <summary>Runs a script; skips the running test where torchvision is absent.</summary>
    public static string Run(string script, params string[] args)
    {
        Assert.SkipUnless(IsHere.Value, "needs torchvision for Debian's Python: apt-get install python3-torchvision");
        return Python.Run(script, args);
    }
}
