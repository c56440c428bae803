namespace Fovea.Papers.StochasticSampling;

/// <summary>
/// <see cref="Interpolation"/> of one position, as a weighted sum of the sampled positions of its window. The window is read from
/// the inside out, and left where all that is still outside weighs nothing beside what was found: near a sampled position the
/// kernel makes it a window of a few.
/// </summary>
internal sealed class InterpolationWindow
{
    /// <summary>Weight, relative to the sum, that is below a float's resolution.</summary>
    private const float Nothing = 1f / (1 << 22);

    private readonly int radius;
    private readonly (int Down, int Right)[] taps;
    private readonly Ring[] rings;
    private readonly int[] shifts; // of the taps, in positions of a map ...
    private int shiftsWidth;       // ... of this width

    /// <summary>Taps of one distance.</summary>
    /// <param name="End">The first tap beyond.</param>
    /// <param name="Weight">K there.</param>
    /// <param name="Outside">K of all taps farther out together.</param>
    private readonly record struct Ring(int End, float Weight, float Outside);

    /// <param name="sigma">s of the kernel.</param>
    /// <param name="side">Of the window, odd.</param>
    public InterpolationWindow(double sigma, int side)
    {
        radius = side / 2;
        var offsets = Enumerable.Range(-radius, side);
        var byDistance = (from down in offsets from right in offsets group (down, right) by (down * down) + (right * right) into ring orderby ring.Key select ring).ToList();
        taps = [.. byDistance.SelectMany(ring => ring)];
        shifts = new int[taps.Length];
        rings = new Ring[byDistance.Count];
        var (end, outside) = (taps.Length, 0.0);
        for (var i = byDistance.Count - 1; i >= 0; i--)
        {
            var weight = sigma * sigma / (2 * Math.PI) * Math.Exp(-sigma * sigma * byDistance[i].Key / 2);
            rings[i] = new(end, (float)weight, (float)outside);
            end -= byDistance[i].Count();
            outside += weight * byDistance[i].Count();
        }
    }

    /// <summary>Writes a position's sum, without ending it.</summary>
    /// <param name="sampled">The mask.</param>
    /// <param name="position">Which.</param>
    /// <param name="into">Of the rows of the sampled positions.</param>
    public void Write(SampledPositions sampled, int position, RowMixture into)
    {
        var own = sampled.Mask[position];
        if (own >= 1)
        {
            into.Add(sampled.RowOf(position), own);
            return;
        }
        var sum = Gather(sampled, position, into);
        var terms = into.Current;
        var scale = (1 - own) / (sum + (float)Interpolation.Epsilon);
        for (var i = 0; i < terms.Length; i++) terms[i] *= scale;
        if (own > 0) terms[0] += own; // the first tap is the position itself
    }

    /// <summary>Writes K m for each sampled position of the window that counts.</summary>
    /// <returns>Their sum.</returns>
    private float Gather(SampledPositions sampled, int position, RowMixture into)
    {
        var mask = sampled.Mask;
        var (width, height) = (sampled.Width, sampled.Height);
        if (width != shiftsWidth) Shift(width);
        var (line, x) = Math.DivRem(position, width);
        var y = line % height;
        var inside = y >= radius && y < height - radius && x >= radius && x < width - radius;
        var (sum, tap) = (0f, 0);
        foreach (var ring in rings)
        {
            for (; tap < ring.End; tap++)
            {
                if (!inside && ((uint)(y + taps[tap].Down) >= (uint)height || (uint)(x + taps[tap].Right) >= (uint)width)) continue;
                var other = position + shifts[tap];
                if (mask[other] <= 0) continue;
                var weight = ring.Weight * mask[other];
                into.Add(sampled.RowOf(other), weight);
                sum += weight;
            }
            if (ring.Outside <= Nothing * (sum + (float)Interpolation.Epsilon)) break;
        }
        return sum;
    }

    private void Shift(int width)
    {
        for (var tap = 0; tap < taps.Length; tap++) shifts[tap] = (taps[tap].Down * width) + taps[tap].Right;
        shiftsWidth = width;
    }
}
