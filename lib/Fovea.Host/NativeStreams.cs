using System.Runtime.InteropServices;

namespace Fovea.Host;

/// <summary>The C library's stdout and stderr, to which native code prints past <see cref="Console"/>.</summary>
internal static class NativeStreams
{
    private const string C = "libc.so.6";
    private const int LineBuffered = 1;

    /// <summary>
    /// Passes lines on when they are complete: C streams that feed a pipe would else hold them back until the end, and
    /// a crash would lose them.
    /// </summary>
    public static void BufferLines()
    {
        var stdout = Marshal.ReadIntPtr(NativeLibrary.GetExport(NativeLibrary.Load(C), "stdout"));
        _ = setvbuf(stdout, 0, LineBuffered, 0);
    }

    public static void Flush() => _ = fflush(0);

    [DllImport(C)]
    private static extern int setvbuf(nint stream, nint buffer, int mode, nuint size);

    [DllImport(C)]
    private static extern int fflush(nint stream);
}
