using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Papers.PnpDetr;

/// <summary>What a sampler makes of a feature map: F* of eq. 6, fine tokens and then M coarse ones, and how it came by them.</summary>
/// <remarks>N is the largest number of fine tokens in the batch, R the largest number of locations that are pooled, T = N + M, L = H W.</remarks>
/// <param name="Tokens">[B, T, C].</param>
/// <param name="Positions">The tokens' position embeddings, [B, T, C].</param>
/// <param name="Padding">True for what no token is, since other images of the batch have more, [B, T].</param>
/// <param name="Height">H of the map.</param>
/// <param name="Width">W of the map.</param>
public sealed record AbstractSet(Tensor Tokens, Tensor Positions, Tensor Padding, int Height, int Width)
{
    /// <summary>The informativeness scores s of eq. 7, [B, L]; null where nothing is scored.</summary>
    public Tensor? Scores { get; init; }

    /// <summary>Where the fine tokens come from, the highest score first, [B, N]; null where they are interpolated.</summary>
    /// <remarks>Of image i the first <c>Lengths[i]</c> count.</remarks>
    public Tensor? Indices { get; init; }

    /// <summary>The fine tokens of each image.</summary>
    public required IReadOnlyList<int> Lengths { get; init; }

    /// <summary>The locations that are pooled, [B, R]; null where M is 0.</summary>
    public Tensor? Pooled { get; init; }

    /// <summary>The aggregation weights a of eq. 15, [B, M, R]; 0 for what is not an image's to pool. Null where M is 0.</summary>
    public Tensor? Weights { get; init; }

    /// <summary>N, the fine tokens of the batch's longest image.</summary>
    public int Fine => (int)Tokens.shape[1] - Coarse;

    /// <summary>M, the coarse tokens.</summary>
    public int Coarse => (int)(Weights?.shape[1] ?? 0);

    private int Length => Height * Width;

    /// <summary>Which locations became fine tokens: Fig. 7, third column. [B, H, W].</summary>
    /// <exception cref="InvalidOperationException">The fine tokens are interpolated.</exception>
    public Tensor Chosen()
    {
        if (Indices is null)
            throw new InvalidOperationException("interpolated tokens come from no location of their own");
        using var scope = NewDisposeScope();
        var counts = Padding.narrow(1, 0, Fine).logical_not().to(Tokens.dtype);
        return Spread(counts, Indices).gt(0).reshape(-1, Height, Width).MoveToOuterDisposeScope();          // [B, L] -> [B, H, W]
    }

    /// <summary>The scores as maps: Fig. 7, second column. [B, H, W].</summary>
    /// <exception cref="InvalidOperationException">Nothing is scored.</exception>
    public Tensor ScoreMaps() => (Scores ?? throw new InvalidOperationException("only the poll sampler scores locations")).reshape(-1, Height, Width);

    /// <summary>The aggregation weights as maps, 0 where nothing is pooled: Fig. 7, last columns. [B, M, H, W].</summary>
    /// <exception cref="InvalidOperationException">There are no coarse tokens.</exception>
    public Tensor WeightMaps()
    {
        if (Weights is null || Pooled is null)
            throw new InvalidOperationException("without coarse tokens there are no aggregation weights");
        using var scope = NewDisposeScope();
        return Spread(Weights, Pooled.unsqueeze(1).expand(-1, Coarse, -1)).reshape(-1, Coarse, Height, Width).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// How the transformer's cost is spread over the map, Section 4.2 and Fig. 5: 1 at each location that became a fine token, elsewhere
    /// the sum of its aggregation weights, normalised to a sum of 1 over an image. [B, H, W].
    /// </summary>
    /// <exception cref="InvalidOperationException">The fine tokens are interpolated.</exception>
    public Tensor Density()
    {
        using var scope = NewDisposeScope();
        var chosen = Chosen();
        var share = Coarse == 0 ? chosen.to(Tokens.dtype) : WeightMaps().sum(1).masked_fill(chosen, 1);    // [B, M, H, W] -> [B, H, W]
        return (share / share.sum([1, 2], keepdim: true)).MoveToOuterDisposeScope();
    }

    /// <summary>Values at locations, [..., K] each, to all locations, [..., L]; 0 where none is.</summary>
    internal Tensor Spread(Tensor values, Tensor locations) =>
        zeros([.. values.shape[..^1], Length], values.dtype, values.device).scatter_add(-1, locations, values);

    internal AbstractSet MoveToOuterDisposeScope()
    {
        foreach (var made in new[] { Tokens, Positions, Padding, Scores, Indices, Pooled, Weights })
            made?.MoveToOuterDisposeScope();
        return this;
    }
}
