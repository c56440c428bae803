namespace Fovea.Data;

/// <summary>
/// Batches in a fixed order: one depends on its epoch and its step alone, so a run that was stopped goes on with the batches that
/// it would have had.
/// </summary>
public interface IBatches
{
    /// <summary>Batches an epoch.</summary>
    int Steps { get; }

    /// <summary>The batches of an epoch in order; the caller disposes of each.</summary>
    /// <param name="epoch">From 0 on.</param>
    /// <param name="fromStep">The first step; a run that has done k steps of the epoch goes on with k.</param>
    IEnumerable<Batch> Epoch(int epoch = 0, int fromStep = 0);
}
