namespace Fovea.Data;

/// <summary>Lets one process at a time do something; ends with the process that holds it.</summary>
internal static class FileLock
{
    private const int WouldBlock = 11; // EWOULDBLOCK of Linux: another process holds the file
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <param name="path">A file that is made and stays; its folder exists.</param>
    /// <param name="reason">What is waited for, in words.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>Releases the lock when disposed.</returns>
    public static FileStream Wait(string path, string reason, CancellationToken cancellation)
    {
        for (var told = false; ; told = true)
        {
            if (TryTake(path) is { } turn)
                return turn;
            if (!told)
                Console.Error.WriteLine($"fovea: waiting for {reason}");
            cancellation.WaitHandle.WaitOne(Pause);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <param name="path">A file that is made and stays; its folder exists.</param>
    /// <returns>Releases the lock when disposed; null where another process holds it.</returns>
    public static FileStream? TryTake(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (IsTaken(e))
        {
            return null;
        }
    }

    private static bool IsTaken(IOException e) => e.HResult == WouldBlock;
}
