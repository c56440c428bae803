using System.Collections.Concurrent;

namespace Fovea.Data;

/// <summary>Makes the next items of a sequence while the present one is worked on.</summary>
internal static class Prefetch
{
    /// <summary>The same items in the same order. What their making throws is thrown where the item would have come.</summary>
    /// <param name="items">Enumerated on a thread of its own, which ends with the enumeration.</param>
    /// <param name="depth">How many items wait at most.</param>
    public static IEnumerable<T> Ahead<T>(IEnumerable<T> items, int depth)
    {
        using var stop = new CancellationTokenSource();
        using var queue = new BlockingCollection<T>(depth);
        var maker = Task.Factory.StartNew(() => Fill(items, queue, stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            foreach (var item in queue.GetConsumingEnumerable(CancellationToken.None))
                yield return item;
            maker.GetAwaiter().GetResult();
        }
        finally
        {
            stop.Cancel();
            ((IAsyncResult)maker).AsyncWaitHandle.WaitOne();
        }
    }

    private static void Fill<T>(IEnumerable<T> items, BlockingCollection<T> queue, CancellationToken stop)
    {
        try
        {
            foreach (var item in items)
                queue.Add(item, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // nobody wants the rest
        }
        finally
        {
            queue.CompleteAdding();
        }
    }
}
