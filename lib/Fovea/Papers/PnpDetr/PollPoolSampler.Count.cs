using Fovea.Counting;
using static TorchSharp.torch;

namespace Fovea.Papers.PnpDetr;

/// <content>What the sampler does, stated.</content>
public sealed partial class PollPoolSampler
{
    /// <summary>Adds the operations on a map without padding, at the <see cref="Alpha"/> of now.</summary>
    /// <param name="tally">Collects them.</param>
    /// <param name="map">[B, C, H, W].</param>
    /// <returns>[B, N + M, C].</returns>
    public long[] Count(Tally tally, long[] map)
    {
        var (batch, width, length) = (map[0], map[1], map[2] * map[3]);
        var (released, interpolated) = (Options.Form == SamplerForm.AsReleased, Options.Selection == FineSelection.Interpolated);
        if (score_pred_net is not null)
        {
            var scores = tally.Through(nameof(score_pred_net), score_pred_net, map);
            if (released) tally.Each(OpKind.Sigmoid, scores);
            tally.Each(OpKind.Sort, scores);
        }
        var fine = FineLength((int)map[2], (int)map[3]);
        long pooled = PooledLength((int)map[2], (int)map[3]);
        if (interpolated)
        {
            tally.Add(OpKind.BilinearLookup, 2.0 * batch * fine * width);                   // features and positions
            tally.Each(OpKind.PlainLayerNorm, batch, fine, width);
            if (released && k_proj is not null) tally.Each(OpKind.PlainLayerNorm, batch, length, width);
        }
        else
        {
            tally.Each(OpKind.PlainLayerNorm, batch, length, width);
            tally.Add(OpKind.Gather, 2.0 * batch * fine * width);                           // features and positions
            if (score_pred_net is not null)
            {
                tally.Each(OpKind.Gather, batch, fine);
                tally.Each(OpKind.Multiply, batch, fine, width);
            }
        }
        if (k_proj is null)
            return [batch, fine, width];
        long[] rest = [batch, pooled, width];
        if (!interpolated) tally.Add(OpKind.Gather, 2.0 * batch * pooled * width);
        if (Options.KeyPositions) tally.Each(OpKind.Add, rest);
        tally.Through(nameof(k_proj), k_proj, rest);
        tally.Each(OpKind.Softmax, batch, Options.PoolNumber, pooled);
        tally.Through(nameof(v_proj), v_proj!, rest);
        tally.Matmul([batch, Options.PoolNumber, width], pooled);                           // features
        tally.Matmul([batch, Options.PoolNumber, width], pooled);                           // positions
        return [batch, fine + Options.PoolNumber, width];
    }

    /// <summary>N of a map without padding, at the <see cref="Alpha"/> of now.</summary>
    public int FineLength(int height, int width) => Options.Selection is FineSelection.Uniform or FineSelection.Interpolated
        ? Rankings.GridLines(height, Alpha).Length * Rankings.GridLines(width, Alpha).Length
        : Rankings.SampleLength(height * width, Alpha);

    /// <summary>R of a map without padding, at the <see cref="Alpha"/> of now.</summary>
    public int PooledLength(int height, int width) => Options.Selection == FineSelection.Interpolated || Options.PoolFrom == PoolFrom.FullSet
        ? height * width
        : height * width - FineLength(height, width);
}
