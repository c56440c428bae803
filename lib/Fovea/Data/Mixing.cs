namespace Fovea.Data;

/// <summary>
/// Mixup (Zhang et al. 2018) or CutMix (Yun et al. 2019) of a batch with itself in reverse order, as timm does it a batch at
/// a time. What is drawn depends on the loader's seed, the epoch and the step alone.
/// </summary>
/// <param name="MixupAlpha">
/// The share of an image is from Beta(alpha, alpha), 0 &lt; alpha &lt;= 1. PS-ViT's Table 4 says 0.8 (as a probability; its
/// model, DeiT, means alpha), the code's default is 0.2.
/// </param>
/// <param name="CutMixAlpha">The area that stays is from Beta(alpha, alpha) (PS-ViT, Table 4: 1).</param>
/// <param name="Probability">How often a batch is mixed.</param>
/// <param name="CutMixShare">How often a mixed batch is cut rather than blended.</param>
public sealed record Mixing(double MixupAlpha = 0.8, double CutMixAlpha = 1, double Probability = 1, double CutMixShare = 0.5)
{
    /// <exception cref="ArgumentException">An alpha is out of range.</exception>
    internal void Check()
    {
        foreach (var (name, alpha) in new[] { (nameof(MixupAlpha), MixupAlpha), (nameof(CutMixAlpha), CutMixAlpha) })
            if (alpha is not (> 0 and <= 1))
                throw new ArgumentException($"{name} is {alpha}; expected above 0 and up to 1");
    }

    /// <param name="images">count x 3 x height x width; changed.</param>
    /// <param name="targets">count x classes; changed.</param>
    /// <param name="count">Images of the batch.</param>
    /// <param name="height">In pixels.</param>
    /// <param name="width">In pixels.</param>
    /// <param name="random">The batch's numbers.</param>
    internal void Apply(float[] images, float[] targets, int count, int height, int width, ref SeededRandom random)
    {
        if (!random.Chance(Probability))
            return;
        var share = 0f;
        if (random.Chance(CutMixShare))
        {
            var window = Window.Draw(random.NextBeta(CutMixAlpha), height, width, ref random);
            share = 1 - window.Area / (float)(height * width);
            ForPairs(images, count, (a, b) => window.Exchange(a, b, height, width));
        }
        else
        {
            share = (float)random.NextBeta(MixupAlpha);
            ForPairs(images, count, (a, b) => Blend(a, b, share));
        }
        ForPairs(targets, count, (a, b) => Blend(a, b, share));
    }

    private delegate void Change(Span<float> a, Span<float> b);

    /// <summary>The first with the last, the second with the last but one; the one in the middle is its own partner.</summary>
    private static void ForPairs(float[] values, int count, Change change)
    {
        var size = values.Length / count;
        for (var i = 0; i < count / 2; i++)
            change(values.AsSpan(i * size, size), values.AsSpan((count - 1 - i) * size, size));
    }

    private static void Blend(Span<float> a, Span<float> b, float share)
    {
        for (var i = 0; i < a.Length; i++)
            (a[i], b[i]) = (share * a[i] + (1 - share) * b[i], share * b[i] + (1 - share) * a[i]);
    }

    private readonly record struct Window(int Top, int Bottom, int Left, int Right)
    {
        public int Area => (Bottom - Top) * (Right - Left);

        /// <summary>Of the image's aspect ratio, about a point anywhere; what lies outside is cut off.</summary>
        public static Window Draw(double share, int height, int width, ref SeededRandom random)
        {
            var ratio = Math.Sqrt(1 - share);
            var (halfHeight, halfWidth) = ((int)(height * ratio) / 2, (int)(width * ratio) / 2);
            var (y, x) = (random.Next(height), random.Next(width));
            return new Window(Math.Max(y - halfHeight, 0), Math.Min(y + halfHeight, height), Math.Max(x - halfWidth, 0), Math.Min(x + halfWidth, width));
        }

        public void Exchange(Span<float> a, Span<float> b, int height, int width)
        {
            for (var plane = 0; plane < a.Length; plane += height * width)
                for (var y = Top; y < Bottom; y++)
                    for (var i = plane + y * width + Left; i < plane + y * width + Right; i++)
                        (a[i], b[i]) = (b[i], a[i]);
        }
    }
}
