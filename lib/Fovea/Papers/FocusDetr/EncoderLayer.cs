using Fovea.Counting;
using Fovea.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Papers.FocusDetr;

/// <summary>What deformable attention looks up.</summary>
/// <param name="Values">[B, N, C].</param>
/// <param name="Padding">True for values that count as zero, [B, N].</param>
/// <param name="Pyramid">The maps that the values are of.</param>
public sealed record Memory(Tensor Values, Tensor Padding, Pyramid Pyramid);

/// <summary>
/// A layer of the encoder with dual attention (Algorithm 1): the tokens that matter most attend to one another, and then all of
/// them look up values around them. Without fine tokens it is a layer of Deformable DETR's encoder.
/// </summary>
public sealed class EncoderLayer : Module
{
    private readonly ModuleList<Module> attentions;
    private readonly ModuleList<FeedForward> ffns;
    private readonly ModuleList<LayerNorm> norms;
    private readonly LayerNorm? norm2;
    private readonly int fineTokens;

    /// <param name="options">The model's.</param>
    public EncoderLayer(FocusDetrOptions options) : base(nameof(EncoderLayer))
    {
        fineTokens = options.FineTokens;
        var lookup = new MultiScaleDeformableAttention(options.Width, options.Heads, options.Levels, options.Points);
        attentions = fineTokens == 0 ? ModuleList<Module>(lookup) : ModuleList<Module>(new SelfAttention(options.Width, options.Heads), lookup);
        ffns = ModuleList(new FeedForward(options.Width, options.FeedForward));
        norms = ModuleList(LayerNorm(options.Width), LayerNorm(options.Width));
        if (fineTokens > 0) norm2 = LayerNorm(options.Width);
        RegisterComponents();
    }

    private MultiScaleDeformableAttention Lookup => (MultiScaleDeformableAttention)attentions[^1];

    /// <summary>Updates tokens.</summary>
    /// <param name="tokens">[B, Q, C].</param>
    /// <param name="positions">[B, Q, C].</param>
    /// <param name="references">[B, Q, L, 2].</param>
    /// <param name="memory">What is looked up.</param>
    /// <param name="importance">p of eq. 3, by which fine tokens are chosen, [B, Q]; null without fine tokens.</param>
    /// <returns>[B, Q, C].</returns>
    public Tensor Update(Tensor tokens, Tensor positions, Tensor references, Memory memory, Tensor? importance)
    {
        using var scope = NewDisposeScope();
        if (fineTokens > 0) tokens = Refine(tokens, positions, importance!);
        var lookups = Lookup.Look(tokens + positions, references, memory.Pyramid);
        tokens = norms[0].call(tokens + Lookup.Attend(lookups, memory.Values, memory.Pyramid, memory.Padding));
        return norms[1].call(ffns[0].call(tokens)).MoveToOuterDisposeScope();
    }

    /// <summary>Lines 1 to 8 of Algorithm 1: self-attention among the k most important tokens, which then take their places again.</summary>
    private Tensor Refine(Tensor tokens, Tensor positions, Tensor importance)
    {
        var (_, best) = importance.topk((int)Math.Min(fineTokens, tokens.shape[1])); // [B, k]
        var fine = ((SelfAttention)attentions[0]).call(TokenPlaces.Take(tokens, best), TokenPlaces.Take(positions, best), null);
        return TokenPlaces.Put(tokens, best, norm2!.call(fine));
    }

    /// <summary>Adds the operations.</summary>
    /// <param name="tally">Collects them.</param>
    /// <param name="tokens">[B, Q, C].</param>
    /// <param name="values">[B, N, C].</param>
    internal void Count(Tally tally, long[] tokens, long[] values)
    {
        if (fineTokens > 0)
        {
            long[] fine = [tokens[0], Math.Min(fineTokens, tokens[1]), tokens[2]];
            tally.Each(OpKind.Sort, tokens[..2]);
            tally.Each(OpKind.Gather, 2, fine[0], fine[1], fine[2]);
            ((SelfAttention)attentions[0]).Count(tally.At($"{nameof(attentions)}.0"), fine);
            tally.Through(nameof(norm2), norm2!, fine);
        }
        tally.Each(OpKind.Add, tokens);
        Lookup.Count(tally.At($"{nameof(attentions)}.{attentions.Count - 1}"), tokens, values);
        tally.Each(OpKind.Add, tokens);
        tally.Through($"{nameof(norms)}.0", norms[0], tokens);
        tally.Through($"{nameof(ffns)}.0", ffns[0], tokens);
        tally.Through($"{nameof(norms)}.1", norms[1], tokens);
    }
}
