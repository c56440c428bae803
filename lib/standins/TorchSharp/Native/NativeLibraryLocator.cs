using System.Reflection;
using System.Runtime.InteropServices;

namespace TorchSharp.Native;

/// <summary>Finds the compiled native/fovea_torch.cpp, which in turn finds libtorch by its run path.</summary>
internal static partial class NativeLibraryLocator
{
    public const string Name = "fovea_torch";
    const string File = "libfovea_torch.so";

    /// <summary>Loaded once, although the resolver is asked again for every function.</summary>
    static readonly Lazy<nint> library = new(Load);

    public static void Register() =>
        NativeLibrary.SetDllImportResolver(typeof(NativeLibraryLocator).Assembly, (name, _, _) => name == Name ? library.Value : 0);

    static nint Load()
    {
        var candidates = Candidates(typeof(NativeLibraryLocator).Assembly).ToArray();
        var path = candidates.FirstOrDefault(System.IO.File.Exists)
            ?? throw new DllNotFoundException(
                $"{File} was not found at {string.Join(" or ", candidates)}. `lib/fovea run` builds it.");
        try
        {
            LeaveSignalsAlone();
            WaitAsleep();
            var library = NativeLibrary.Load(path);
            UseEveryCore(library);
            return library;
        }
        catch (DllNotFoundException e)
        {
            throw new DllNotFoundException(
                $"{path} could not be loaded; is the libtorch it was built with still there? " +
                $"`lib/fovea run` installs what is missing. The loader said: {e.Message}", e);
        }
    }

    /// <summary>Named by the launcher, else beside the assembly, else where the launcher builds it.</summary>
    static IEnumerable<string> Candidates(Assembly assembly)
    {
        if (Environment.GetEnvironmentVariable("FOVEA_TORCH") is { Length: > 0 } named)
        {
            yield return named;
            yield break;
        }
        var here = Path.GetDirectoryName(assembly.Location) is { Length: > 0 } directory ? directory : AppContext.BaseDirectory;
        yield return Path.Combine(here, File);
        yield return Path.GetFullPath(Path.Combine(here, "..", "native", File));
    }

    /// <summary>A libtorch with MPI loads UCX, which would take the signal by which .NET recognises a null reference.</summary>
    static void LeaveSignalsAlone() => setenv("UCX_ERROR_SIGNALS", "", 0);

    /// <summary>
    /// Debian's libtorch has two thread pools, OpenMP's and OpenBLAS's. OpenMP's threads spin while they wait, and so keep OpenBLAS's from the
    /// cores: matrix products then take several times as long on two cores.
    /// </summary>
    static void WaitAsleep() => setenv("OMP_WAIT_POLICY", "PASSIVE", 0);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);

    /// <summary>libtorch starts with one thread unless OMP_NUM_THREADS says otherwise.</summary>
    static unsafe void UseEveryCore(nint library)
    {
        if (Environment.GetEnvironmentVariable("OMP_NUM_THREADS") is { Length: > 0 }) return;
        var set = (delegate* unmanaged<int, void>)NativeLibrary.GetExport(library, "ft_set_threads");
        set(Environment.ProcessorCount);
    }
}
