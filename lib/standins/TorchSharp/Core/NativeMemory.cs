namespace TorchSharp;

/// <summary>A budget for tensor memory, which the garbage collector cannot see.</summary>
/// <remarks>
/// Each tensor reports the bytes that were allocated for it. When undisposed tensors hold more than the
/// budget allows, a collection runs their finalizers; the budget then grows with what is really in use,
/// so that the cost stays proportional to what is allocated.
/// </remarks>
internal static class NativeMemory
{
    const long Headroom = 512L << 20;

    static readonly Lock collecting = new();
    static long held;
    static long limit = Headroom;

    /// <summary>Bytes held by tensors that were neither disposed nor finalized.</summary>
    public static long Held => Interlocked.Read(ref held);

    public static void Allocated(long bytes)
    {
        if (bytes != 0 && Interlocked.Add(ref held, bytes) > Volatile.Read(ref limit)) Collect();
    }

    public static void Released(long bytes)
    {
        if (bytes != 0) Interlocked.Add(ref held, -bytes);
    }

    static void Collect()
    {
        if (!collecting.TryEnter()) return;
        try
        {
            for (int generation = 0; generation <= 2 && Held > limit - Headroom / 2; generation++)
            {
                GC.Collect(generation, GCCollectionMode.Forced, blocking: true);
                GC.WaitForPendingFinalizers();
            }
            var inUse = Held;
            Volatile.Write(ref limit, inUse + Math.Max(Headroom, inUse / 4));
        }
        finally
        {
            collecting.Exit();
        }
    }
}
