using Fovea.Detection;
using Fovea.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Papers.FocusDetr;

/// <summary>What a detector sees, and what it worked on.</summary>
/// <param name="Layers">Of each decoder layer; logits are of classes each for itself. Denoising queries come first.</param>
/// <param name="Proposals">Of the encoder, the best first; null where it proposes none.</param>
/// <param name="Scores">S of eq. 2 as it learns, [B, N]; null where the encoder works on all tokens, or on those that chance picks.</param>
/// <param name="Selection">The tokens that the encoder worked on; all where null.</param>
/// <param name="Lookups">Where the queries of each decoder layer looked.</param>
/// <param name="Padding">[B, N].</param>
/// <param name="Pyramid">The maps that tokens are of.</param>
public sealed record FocusDetrOutput(
    IReadOnlyList<QueryOutput> Layers, QueryOutput? Proposals, Tensor? Scores, Selection? Selection, IReadOnlyList<Lookups> Lookups, Tensor Padding, Pyramid Pyramid)
{
    /// <summary>The last layer's.</summary>
    public QueryOutput Last => Layers[^1];

    /// <summary>What denoising queries say, layer by layer, and all that is the decoder's own: they are none of its detections, and not where it looks.</summary>
    /// <param name="denoising">The queries that come first; none where null.</param>
    internal (IReadOnlyList<QueryOutput> Noisy, FocusDetrOutput Own) Split(DenoisingQueries? denoising)
    {
        if (denoising is null) return ([], this);
        var (noisy, own) = (denoising.Contents.shape[1], Last.Boxes.shape[1] - denoising.Contents.shape[1]);
        QueryOutput Part(QueryOutput layer, long start, long length) => new(layer.Logits.narrow(1, start, length), layer.Boxes.narrow(1, start, length));
        return ([.. Layers.Select(layer => Part(layer, 0, noisy))], this with
        {
            Layers = [.. Layers.Select(layer => Part(layer, noisy, own))],
            Lookups = [.. Lookups.Select(lookups => new Lookups(lookups.Places.narrow(1, noisy, own), lookups.Weights.narrow(1, noisy, own)))],
        });
    }

    internal FocusDetrOutput MoveToOuterDisposeScope()
    {
        foreach (var tensor in (Tensor?[])
        [
            .. Layers.SelectMany(layer => new[] { layer.Logits, layer.Boxes }), Proposals?.Logits, Proposals?.Boxes, Scores, Selection?.Scores,
            .. Selection?.Kept ?? [], .. Lookups.SelectMany(lookups => new[] { lookups.Places, lookups.Weights }), Padding,
        ])
            tensor?.MoveToOuterDisposeScope();
        return this;
    }
}
