namespace Fovea.Data;

/// <summary>What an image or a batch draws random numbers for: each purpose has a sequence of its own.</summary>
internal enum Draw
{
    Order,
    Augmentation,
    Mixing,
    Clutter,
    Scene,
    Sample,
    Catalogue,
    Locations,
}

/// <summary>
/// Random numbers that depend on what they are for and on nothing else: the same seed, epoch and index give the same numbers
/// on any machine, in any order, on any thread. SplitMix64 (Steele, Lea and Flood 2014).
/// </summary>
internal struct SeededRandom
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    private ulong state;

    public SeededRandom(Draw purpose, long seed, int epoch, int index)
    {
        foreach (var part in (ReadOnlySpan<long>)[(long)purpose, seed, epoch, index])
            state = Mix(state + Golden + (ulong)part);
    }

    public ulong NextUInt64() => Mix(state += Golden);

    /// <summary>In [0, 1), 53 bits.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1L << 53));

    /// <summary>0 to <paramref name="bound"/> - 1, each as likely to within 2^-32.</summary>
    public int Next(int bound) => (int)Math.BigMul(NextUInt64(), (ulong)bound, out _);

    /// <summary>True with this probability.</summary>
    public bool Chance(double probability) => NextDouble() < probability;

    /// <summary>1 or -1.</summary>
    public int Sign() => Next(2) * 2 - 1;

    /// <summary>Of mean 0 and standard deviation 1 (Box and Muller).</summary>
    public double NextNormal() => Math.Sqrt(-2 * Math.Log(1 - NextDouble())) * Math.Cos(2 * Math.PI * NextDouble());

    /// <summary>Beta(alpha, alpha) by Jöhnk's rejection, which accepts at least half of its draws for alpha up to 1.</summary>
    public double NextBeta(double alpha)
    {
        while (true)
        {
            var (x, y) = (Math.Pow(NextDouble(), 1 / alpha), Math.Pow(NextDouble(), 1 / alpha));
            if (x + y is > 0 and <= 1)
                return x / (x + y);
        }
    }

    /// <summary>The numbers from 0 to <paramref name="count"/> - 1 in a random order (Fisher and Yates).</summary>
    public int[] Permutation(int count)
    {
        var order = new int[count];
        for (var i = 0; i < count; i++)
        {
            var j = Next(i + 1);
            (order[i], order[j]) = (order[j], i);
        }
        return order;
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
