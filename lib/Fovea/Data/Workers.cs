using System.Runtime.ExceptionServices;

namespace Fovea.Data;

/// <summary>Work on several things at once.</summary>
internal static class Workers
{
    /// <summary>Does something for each number below a count. What the work throws is thrown, the first of several.</summary>
    /// <param name="count">How many times.</param>
    /// <param name="threads">At most; with one, all is done on the caller's, in order.</param>
    /// <param name="work">Takes the number.</param>
    public static void ForEach(int count, int threads, Action<int> work)
    {
        if (threads == 1)
        {
            for (var i = 0; i < count; i++)
                work(i);
            return;
        }
        try
        {
            Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = threads }, work);
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
    }
}
