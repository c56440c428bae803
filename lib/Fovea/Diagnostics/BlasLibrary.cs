namespace Fovea.Diagnostics;

/// <summary>The linear algebra library behind libtorch.</summary>
/// <param name="Name">What its makers call it.</param>
/// <param name="File">Where it was loaded from; null where it is part of libtorch.</param>
/// <param name="IsReference">Whether it is the textbook implementation: right, and slow by more than a factor of ten.</param>
internal sealed record BlasLibrary(string Name, string? File, bool IsReference = false)
{
    // By a part of the path: Debian's are all called libblas.so.3, in folders of their own.
    private static readonly (string Part, string Name)[] Tuned =
        [("openblas", "OpenBLAS"), ("libmkl", "MKL"), ("blis", "BLIS"), ("atlas", "ATLAS"), ("nvpl_blas", "NVPL BLAS")];

    /// <summary>What to do about a reference BLAS.</summary>
    public static string Remedy
    {
        get
        {
            var chosen = new DirectoryInfo("/etc/alternatives");
            return chosen.Exists && chosen.GetFiles("libopenblas.so.0-*") is [var link, ..]
                ? $"update-alternatives --auto {link.Name.Replace("libopenblas.so.0", "libblas.so.3")}, as OpenBLAS is installed"
                : "apt-get install libopenblas0-pthread";
        }
    }

    /// <summary>Finds it among the files that the process has mapped, after something was computed.</summary>
    public static BlasLibrary Find(IEnumerable<string> mappedFiles)
    {
        var files = mappedFiles.Where(f => Path.GetFileName(f).Contains(".so")).ToArray();
        foreach (var (part, name) in Tuned)
            if (files.FirstOrDefault(f => f.Contains(part)) is { } tuned)
                return new BlasLibrary(name, tuned);
        return files.FirstOrDefault(f => Path.GetFileName(f).StartsWith("libblas.so")) is { } reference
            ? new BlasLibrary("the reference BLAS", reference, IsReference: true)
            : new BlasLibrary("the BLAS inside libtorch", null);
    }
}
