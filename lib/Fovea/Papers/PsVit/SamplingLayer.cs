using Fovea.Counting;
using Fovea.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Papers.PsVit;

/// <summary>An iteration of the progressive sampling module (Section 3.1, Fig. 3).</summary>
/// <remarks>
/// Features [B, C, H, W], the points of the iteration before [B, n * n, 2], and, but for the first iteration, its offsets [B, n * n, 2] and
/// tokens [B, n * n, C]; to tokens [B, n * n, C] and points [B, n * n, 2].
/// </remarks>
public sealed class SamplingLayer : Module<Tensor, Tensor, Tensor?, Tensor?, (Tensor Tokens, Tensor Points)>
{
    private readonly EncoderLayer transformer_layer;
    private readonly Linear position_layer;
    private readonly Linear? offset_layer;
    private readonly PsVitOptions options;

    /// <param name="options">The model's.</param>
    /// <param name="position">W_t of eq. 4, 2 to C; all iterations share it.</param>
    /// <param name="predictsOffsets">Not at the last iteration, and not where points do not follow offsets.</param>
    public SamplingLayer(PsVitOptions options, Linear position, bool predictsOffsets) : base(nameof(SamplingLayer))
    {
        this.options = options;
        transformer_layer = new EncoderLayer(options.Encoder);
        position_layer = position;
        if (predictsOffsets) offset_layer = Linear(options.Encoder.Width, 2);
        RegisterComponents();
    }

    /// <summary>
    /// Eq. 1: p_t = p_(t-1) + o_(t-1). Eq. 4: T_t = Transformer(X_t), X_t = T'_t + P_t + T_(t-1), with T'_t = F(p_t) by eq. 3 and
    /// P_t = W_t p_t, positions being fractions of the map's side.
    /// </summary>
    /// <remarks>
    /// As in the authors' code the position layer has a bias, gamma is in the lookup alone, and gradients reach the offsets
    /// through the lookup alone: the points that are carried on, and their positions, are constants.
    /// </remarks>
    /// <param name="features">F, [B, C, H, W].</param>
    /// <param name="points">p_(t-1), [B, n * n, 2]; p_1 itself at the first iteration.</param>
    /// <param name="offsets">o_(t-1), [B, n * n, 2]; null for zero, at the first iteration.</param>
    /// <param name="before">T_(t-1), [B, n * n, C]; null for zero, at the first iteration.</param>
    /// <returns>T_t, [B, n * n, C], and p_t, [B, n * n, 2].</returns>
    public override (Tensor Tokens, Tensor Points) forward(Tensor features, Tensor points, Tensor? offsets, Tensor? before)
    {
        using var scope = NewDisposeScope();
        var lookup = offsets is null ? points : points + offsets * options.Gamma;
        var moved = offsets is null ? points.alias() : points + offsets.detach();
        var tokens = PointSampling.Sample(features, lookup, options.Gradient) + position_layer.call(moved / options.MapSide);
        if (before is not null) tokens = tokens + before;
        return (transformer_layer.call(tokens).MoveToOuterDisposeScope(), moved.MoveToOuterDisposeScope());
    }

    /// <summary>Eq. 5: o_t = M_t T_t, in pixels of the feature map; the authors' layer has a bias.</summary>
    /// <param name="tokens">T_t, [B, n * n, C].</param>
    /// <returns>[B, n * n, 2].</returns>
    /// <exception cref="InvalidOperationException">The layer predicts no offsets.</exception>
    public Tensor Offsets(Tensor tokens) =>
        (offset_layer ?? throw new InvalidOperationException("this layer predicts no offsets")).call(tokens);

    /// <summary>Starts from points that do not move.</summary>
    internal void ResetOffsets()
    {
        if (offset_layer is null) return;
        init.zeros_(offset_layer.weight);
        init.zeros_(offset_layer.bias!);
    }

    /// <summary>Adds the operations of eq. 1, 3 and 4.</summary>
    /// <param name="tally">Collects them.</param>
    /// <param name="points">[B, n * n, 2].</param>
    /// <param name="moved">Whether there are offsets.</param>
    /// <param name="first">Whether no tokens came before.</param>
    /// <returns>The tokens' shape, [B, n * n, C].</returns>
    internal long[] Count(Tally tally, long[] points, bool moved, bool first)
    {
        if (moved)
        {
            tally.Each(OpKind.Multiply, points);    // gamma
            tally.Each(OpKind.Add, points);         // where to look
            tally.Each(OpKind.Add, points);         // p_t
        }
        tally.Each(OpKind.Multiply, points);        // the lookup's grid
        tally.Each(OpKind.Add, points);
        tally.Each(OpKind.Multiply, points);        // positions as fractions
        var tokens = tally.Through(nameof(position_layer), position_layer, points);
        tally.Each(OpKind.BilinearLookup, tokens);
        tally.Each(OpKind.Add, tokens);
        if (!first) tally.Each(OpKind.Add, tokens);
        return tally.Through(nameof(transformer_layer), transformer_layer, tokens);
    }

    /// <summary>Adds the operations of eq. 5.</summary>
    internal void CountOffsets(Tally tally, long[] tokens) => tally.Through(nameof(offset_layer), offset_layer!, tokens);
}
