using Fovea.Counting;
using Fovea.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Papers.FocusDetr;

/// <summary>The tokens that the encoder works on.</summary>
/// <param name="Scores">S of eq. 2, logits, or what chance drew, [B, N]; of padding the least of the batch.</param>
/// <param name="Kept">Of each layer the indices of its tokens, the best first, [B, q].</param>
/// <param name="Limits">How many tokens of each image are updated at most, B numbers.</param>
public sealed record Selection(Tensor Scores, IReadOnlyList<Tensor> Kept, IReadOnlyList<int> Limits);

/// <summary>Encoder layers, each working on the tokens chosen for it; the others stay what they are.</summary>
public sealed class Encoder : Module
{
    private readonly ModuleList<EncoderLayer> layers;
    private readonly ModuleList<Linear>? enhance_MCSP;
    private readonly FocusDetrOptions options;

    /// <param name="options">The model's.</param>
    /// <param name="categories">MLP_C of eq. 3, the head that classifies proposals, once for each layer; null without fine tokens.</param>
    public Encoder(FocusDetrOptions options, ModuleList<Linear>? categories) : base(nameof(Encoder))
    {
        this.options = options;
        layers = ModuleList([.. Enumerable.Range(0, options.EncoderLayers).Select(_ => new EncoderLayer(options))]);
        enhance_MCSP = categories;
        RegisterComponents();
    }

    /// <summary>Encodes features.</summary>
    /// <param name="features">[B, N, C].</param>
    /// <param name="positions">[B, N, C].</param>
    /// <param name="references">[B, N, L, 2].</param>
    /// <param name="padding">[B, N].</param>
    /// <param name="pyramid">The maps that the features are of.</param>
    /// <param name="selection">The tokens to work on; all where null.</param>
    /// <returns>[B, N, C].</returns>
    public Tensor Encode(Tensor features, Tensor positions, Tensor references, Tensor padding, Pyramid pyramid, Selection? selection)
    {
        using var scope = NewDisposeScope();
        var tokens = features;
        for (var i = 0; i < layers.Count; i++)
        {
            var memory = new Memory(options.Values == EncoderValues.Backbone ? features : tokens, padding, pyramid);
            tokens = selection is null
                ? layers[i].Update(tokens, positions, references, memory, null)
                : UpdateSome(i, tokens, positions, references, memory, selection);
        }
        return tokens.alias().MoveToOuterDisposeScope();
    }

    private Tensor UpdateSome(int layer, Tensor tokens, Tensor positions, Tensor references, Memory memory, Selection selection)
    {
        using var scope = NewDisposeScope();
        var kept = selection.Kept[layer];                                       // [B, q]
        var before = TokenPlaces.Take(tokens, kept);
        var around = TokenPlaces.Take(references.flatten(2), kept).unflatten(2, references.shape[2], 2); // [B, q, L, 2]
        var importance = enhance_MCSP is null ? null
            : enhance_MCSP[layer].call(before).amax(-1) * selection.Scores.gather(1, kept); // eq. 3 with logits for probabilities, as in the authors' code
        var after = layers[layer].Update(before, TokenPlaces.Take(positions, kept), around, memory, importance);
        if (selection.Limits.Min() < kept.shape[1])                             // an image whose padding is among the kept tokens
        {
            var limits = tensor(selection.Limits.Select(limit => (long)limit).ToArray(), device: kept.device).view(-1, 1, 1);
            after = torch.where(arange(kept.shape[1], device: kept.device).view(1, -1, 1) < limits, after, before);
        }
        return TokenPlaces.Put(tokens, kept, after).MoveToOuterDisposeScope();
    }

    /// <summary>Adds the operations.</summary>
    /// <param name="tally">Collects them.</param>
    /// <param name="tokens">[B, N, C].</param>
    internal void Count(Tally tally, long[] tokens)
    {
        var kept = options.Selector?.Kept(tokens[1]);
        for (var i = 0; i < layers.Count; i++)
        {
            long[] some = [tokens[0], kept?[i] ?? tokens[1], tokens[2]];
            if (kept is not null) tally.Each(OpKind.Gather, some[0], some[1], 2 * some[2] + 2 * options.Levels);
            if (enhance_MCSP is not null)
            {
                tally.Through($"{nameof(enhance_MCSP)}.{i}", enhance_MCSP[i], some);
                tally.Each(OpKind.Multiply, some[..2]);
            }
            layers[i].Count(tally.At($"{nameof(layers)}.{i}"), some, tokens);
        }
    }
}
