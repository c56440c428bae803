namespace Fovea.Data;

/// <summary>Which images make which batch. An epoch's order depends on the seed and its number alone.</summary>
internal sealed class BatchPlan
{
    private readonly int count, batchSize, seed;
    private readonly bool shuffle;

    /// <param name="count">Images.</param>
    /// <param name="batchSize">Images a batch.</param>
    /// <param name="seed">Of the order.</param>
    /// <param name="shuffle">Whether each epoch has an order of its own; else images come as they are stored.</param>
    /// <param name="dropLast">Whether an epoch leaves out the images that do not fill a batch.</param>
    /// <exception cref="ArgumentException">There is no batch.</exception>
    public BatchPlan(int count, int batchSize, int seed, bool shuffle, bool dropLast)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        (this.count, this.batchSize, this.seed, this.shuffle) = (count, batchSize, seed, shuffle);
        Steps = dropLast ? count / batchSize : (count + batchSize - 1) / batchSize;
        if (Steps == 0)
            throw new ArgumentException($"{count} images make no batch of {batchSize}");
    }

    /// <summary>Batches an epoch.</summary>
    public int Steps { get; }

    /// <summary>The batches of an epoch from a step on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such epoch or step.</exception>
    public IEnumerable<(int Step, int[] Indices)> Batches(int epoch, int fromStep)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        ArgumentOutOfRangeException.ThrowIfNegative(fromStep);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(fromStep, Steps);
        var order = shuffle ? new SeededRandom(Draw.Order, seed, epoch, 0).Permutation(count) : [.. Enumerable.Range(0, count)];
        return Enumerable.Range(fromStep, Steps - fromStep)
            .Select(step => (step, order[(step * batchSize)..Math.Min((step + 1) * batchSize, count)]));
    }
}
