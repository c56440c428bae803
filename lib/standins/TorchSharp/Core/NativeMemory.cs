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

    /// <summary>What was held after the last full collection. A young one promotes what is in use just then, and forgets it.</summary>
    static long afterFull;

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
            Collect(generation: 0);
            afterFull = Math.Min(afterFull, Held);
            if (Held > afterFull + Headroom / 4)
            {
                Collect(generation: 2);
                afterFull = Held;
            }
            var inUse = Held;
            Volatile.Write(ref limit, inUse + Math.Max(Headroom, inUse / 4));
        }
        finally
        {
            collecting.Exit();
        }
    }

    static void Collect(int generation)
    {
        GC.Collect(generation, GCCollectionMode.Forced, blocking: true);
        GC.WaitForPendingFinalizers();
    }
}
