using System.Runtime.InteropServices;

namespace Fovea.Data;

/// <summary>What is used of the TurboJPEG API 2.x (turbojpeg.h).</summary>
internal static class TurboJpeg
{
    public const string Library = "libturbojpeg.so.0";
    public const string Package = "libturbojpeg0";

    // TJPF_*, TJSAMP_*, TJCS_* and TJFLAG_* of the header.
    public const int RgbPixels = 0, GreyPixels = 6, CmykPixels = 11;
    public const int GreySubsampling = 3;
    public const int Grey = 2, Cmyk = 3, Ycck = 4;
    public const int AccurateDct = 4096;

    public static Handle Decompressor() => Start(tjInitDecompress);

    public static Handle Compressor() => Start(tjInitCompress);

    internal static Handle Start(Func<Handle> initialise)
    {
        try
        {
            var handle = initialise();
            return handle.IsInvalid ? throw new InvalidOperationException($"{Library} does not start: {handle.Error}") : handle;
        }
        catch (DllNotFoundException e)
        {
            throw new DllNotFoundException($"JPEG images need {Library}, which is not here: apt-get install {Package}", e);
        }
    }

    /// <summary>A compressor or decompressor, for one thread at a time.</summary>
    internal sealed class Handle() : SafeHandle(IntPtr.Zero, ownsHandle: true)
    {
        public override bool IsInvalid => handle == IntPtr.Zero;

        /// <summary>What went wrong last, in the library's words: the first of a file's warnings, or the error that ended it.</summary>
        public string Error => Marshal.PtrToStringUTF8(tjGetErrorStr2(handle)) ?? "";

        protected override bool ReleaseHandle() => tjDestroy(handle) == 0;
    }

    [DllImport(Library)]
    public static extern int tjDecompressHeader3(Handle handle, ref byte jpeg, nuint jpegSize, out int width, out int height, out int subsampling, out int colours);

    [DllImport(Library)]
    public static extern int tjDecompress2(Handle handle, ref byte jpeg, nuint jpegSize, byte[] pixels, int width, int pitch, int height, int format, int flags);

    [DllImport(Library)]
    public static extern int tjCompress2(Handle handle, byte[] pixels, int width, int pitch, int height, int format, ref IntPtr jpeg, out nuint jpegSize,
        int subsampling, int quality, int flags);

    [DllImport(Library)]
    public static extern void tjFree(IntPtr buffer);

    [DllImport(Library)]
    private static extern Handle tjInitDecompress();

    [DllImport(Library)]
    private static extern Handle tjInitCompress();

    [DllImport(Library)]
    private static extern int tjDestroy(IntPtr handle);

    [DllImport(Library)]
    private static extern IntPtr tjGetErrorStr2(IntPtr handle);
}
