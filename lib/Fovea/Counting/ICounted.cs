namespace Fovea.Counting;

/// <summary>A module that states what it does to an input of a given shape, beside the <c>forward</c> that does it.</summary>
public interface ICounted
{
    /// <summary>Adds the operations of one forward pass, in evaluation and without gradients.</summary>
    /// <param name="tally">Collects the operations, at the module's place.</param>
    /// <param name="input">The input's shape, the batch included.</param>
    /// <returns>The output's shape.</returns>
    long[] Count(Tally tally, long[] input);
}
