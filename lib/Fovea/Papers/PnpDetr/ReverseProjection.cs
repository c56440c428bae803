using Fovea.Counting;
using Fovea.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Papers.PnpDetr;

/// <summary>Reverse projection for dense prediction (Section 3.3): from tokens back to a map. It is in the paper only, not in the released code.</summary>
public static class ReverseProjection
{
    /// <summary>
    /// Fine tokens go back to where they were sampled; eq. 18: f_r = sum over m of f_m a_rm goes to every location r that was not.
    /// </summary>
    /// <remarks>Where there are no coarse tokens, and at padding, the map is 0.</remarks>
    /// <param name="set">How the tokens were come by.</param>
    /// <param name="encoded">What became of them, [B, T, C], the fine ones first.</param>
    /// <returns>[B, C, H, W].</returns>
    /// <exception cref="ArgumentException">The tokens are of another number than the set's.</exception>
    /// <exception cref="InvalidOperationException">The fine tokens are interpolated.</exception>
    public static Tensor Project(AbstractSet set, Tensor encoded)
    {
        Check.That(encoded.shape is [var batch, var tokens, _] && batch == set.Tokens.shape[0] && tokens == set.Tokens.shape[1], nameof(encoded),
            $"[{set.Tokens.shape[0]}, {set.Tokens.shape[1]}, C]", $"[{string.Join(", ", encoded.shape)}]");
        using var scope = NewDisposeScope();
        var chosen = set.Chosen();                                                          // [B, H, W]
        var width = encoded.shape[2];
        // What pads a shorter image's fine tokens would add to places that are not theirs.
        var fine = encoded.narrow(1, 0, set.Fine).masked_fill(set.Padding.narrow(1, 0, set.Fine).unsqueeze(-1), 0);
        var map = Placed(fine, set.Indices!);
        if (set.Weights is { } weights)
        {
            var diffused = weights.transpose(1, 2).matmul(encoded.narrow(1, set.Fine, set.Coarse));     // [B, R, M] x [B, M, C]
            map = where(chosen.unsqueeze(1), map, Placed(diffused, set.Pooled!));
        }
        return map.MoveToOuterDisposeScope();

        // [B, K, C] at [B, K] to [B, C, H, W].
        Tensor Placed(Tensor values, Tensor places) =>
            set.Spread(values.transpose(1, 2), places.unsqueeze(1).expand(-1, width, -1)).reshape(-1, width, set.Height, set.Width);
    }

    /// <summary>Adds the operations on a map without padding, at the sampler's alpha of now.</summary>
    /// <param name="tally">Collects them.</param>
    /// <param name="sampler">Whose set is projected back.</param>
    /// <param name="map">[B, C, H, W].</param>
    public static void Count(Tally tally, PollPoolSampler sampler, long[] map)
    {
        if (sampler.Options.PoolNumber > 0)
            tally.Matmul([map[0], sampler.PooledLength((int)map[2], (int)map[3]), map[1]], sampler.Options.PoolNumber);
    }
}
