using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Tests.Engine;

/// <summary>Tensors nobody disposes, the garbage collector, and threads.</summary>
public class LifetimeTests
{
    private const long Gigabyte = 1L << 30;

    [Fact]
    public void Tensors_nobody_disposes_do_not_fill_the_memory()
    {
        const int Size = 4 << 20;
        FillOnce();
        long before = Resident(), peak = 0; // other tests keep some
        for (long allocated = 0; allocated < 10 * Gigabyte; allocated += Size)
        {
            ones(Size / sizeof(float));
            if (allocated % (64 * Size) == 0) peak = Math.Max(peak, Resident());
        }
        Assert.InRange(peak - before, 1, 2 * Gigabyte + before / 4); // the budget grows with what is in use

        static long Resident()
        {
            using var process = Process.GetCurrentProcess();
            return process.WorkingSet64;
        }
    }

    [Fact]
    public void What_is_in_use_at_one_collection_is_found_by_a_later_one()
    {
        const int Size = 4 << 20;
        FillOnce();
        long before = NativeMemory.Held, peak = 0; // other tests keep some
        for (long allocated = 0; allocated < 100 * Gigabyte; allocated += 2 * Size)
        {
            empty(Size / sizeof(float)).empty_like(); // pages that nothing touches cost nothing
            peak = Math.Max(peak, NativeMemory.Held);
        }
        Assert.InRange(peak - before, 1, Gigabyte + before / 4); // as above
    }

    [Fact]
    public void A_collection_never_takes_a_tensor_in_use() => WhileCollecting(() =>
    {
        for (int i = 0; i < 8000; i++)
        {
            Assert.Equal(64 * 2 * (i + 1), full(64, (float)i).add(1.ToScalar()).mul(2.ToScalar()).sum().ToSingle());
            Assert.Equal([3, 5], ones(3, 4).matmul(ones(4, 5)).shape);
            Assert.Equal([0f, 0f, 1f, 1f, 1f], cat([zeros(2), ones(3)]).data<float>().ToArray());
            Assert.Equal([1f, 2f, 4f], ones(6).cumsum(0)[tensor((long[])[0, 1, 3])].data<float>().ToArray());
            Assert.Equal(6, ones(3).split(1)[2].add(5.ToScalar()).ToInt32());
        }
    });

    [Fact]
    public void A_collection_never_takes_what_a_backward_pass_needs() => WhileCollecting(() =>
    {
        for (int i = 0; i < 2000; i++)
        {
            var weight = full(8, 2f).with_requires_grad();
            (weight * full(8, (float)i)).relu().pow(2.ToScalar()).sum().backward();
            Assert.Equal(Enumerable.Repeat(4f * i * i, 8), weight.grad!.data<float>().ToArray());
        }
    });

    [Fact]
    public void Threads_compute_in_scopes_of_their_own()
    {
        static float Work(int seed)
        {
            using var scope = NewDisposeScope();
            using var generator = new Generator((ulong)seed);
            var x = randn(32, 32, generator: generator);
            for (int i = 0; i < 50; i++)
            {
                using var step = NewDisposeScope();
                x = (x.matmul(x) / 32).tanh().add(x).MoveToOuterDisposeScope();
            }
            return x.sum().ToSingle();
        }
        var expected = Enumerable.Range(0, 8).Select(Work).ToArray();
        var found = new float[expected.Length];
        var threads = found.Select((_, i) => new Thread(() => found[i] = Work(i))).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        Assert.Equal(expected, found);
    }

    [Fact]
    public void No_grad_holds_for_its_thread_alone()
    {
        using var _ = no_grad();
        var elsewhere = false;
        var thread = new Thread(() => elsewhere = is_grad_enabled());
        thread.Start();
        thread.Join();
        Assert.True(elsewhere);
        Assert.False(is_grad_enabled());
    }

    /// <summary>Fills the budget up to its next collection: until then it is what earlier tests had in use at once.</summary>
    private static void FillOnce()
    {
        Assert.Null(CurrentDisposeScope); // whose tensors no collection takes
        for (long held = 0; NativeMemory.Held >= held;)
        {
            held = NativeMemory.Held;
            empty(1 << 20);
        }
    }

    private static void WhileCollecting(Action work)
    {
        var done = false;
        var collector = new Thread(() =>
        {
            while (!Volatile.Read(ref done))
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        });
        collector.Start();
        try
        {
            work();
        }
        finally
        {
            Volatile.Write(ref done, true);
            collector.Join();
        }
    }
}
