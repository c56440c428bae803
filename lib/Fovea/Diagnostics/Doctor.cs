namespace Fovea.Diagnostics;

/// <summary>Looks at the machine for what Fovea needs.</summary>
public static class Doctor
{
    private static readonly (string Name, Func<string, Check> Look)[] All =
    [
        ("SDK", MachineChecks.Sdk),
        ("libtorch", TensorChecks.Libtorch),
        ("BLAS", TensorChecks.Blas),
        ("threads", TensorChecks.Threads),
        ("CUDA", TensorChecks.Cuda),
        ("packages", MachineChecks.Packages),
        ("disk", MachineChecks.Disk),
        ("codec", DataChecks.Codec),
        ("data", DataChecks.Sets),
    ];

    /// <summary>Makes every check, each when it is enumerated: one of them measures for up to some seconds.</summary>
    /// <returns>One result a check, in a fixed order; a check that throws is a failed one.</returns>
    public static IEnumerable<Check> Checks() => All.Select(check => Make(check.Name, check.Look));

    internal static Check Make(string name, Func<string, Check> look)
    {
        try
        {
            return look(name);
        }
        catch (Exception e)
        {
            var cause = e.GetBaseException();
            return new Check(name, CheckStatus.Fail, $"{cause.GetType().Name}: {FirstLine(cause.Message)}",
                "the check itself failed; please report this line");
        }
    }

    internal static string FirstLine(string text) => text.Trim().Split('\n')[0].TrimEnd();
}
