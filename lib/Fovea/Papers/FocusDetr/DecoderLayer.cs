using Fovea.Counting;
using Fovea.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Papers.FocusDetr;

/// <summary>A layer of Deformable DETR's decoder: queries attend to one another, and then look up what the encoder made.</summary>
public sealed class DecoderLayer : Module
{
    private readonly ModuleList<Module> attentions;
    private readonly ModuleList<FeedForward> ffns;
    private readonly ModuleList<LayerNorm> norms;

    /// <param name="options">The model's.</param>
    public DecoderLayer(FocusDetrOptions options) : base(nameof(DecoderLayer))
    {
        attentions = ModuleList<Module>(new SelfAttention(options.Width, options.Heads),
            new MultiScaleDeformableAttention(options.Width, options.Heads, options.Levels, options.Points));
        ffns = ModuleList(new FeedForward(options.Width, options.FeedForward));
        norms = ModuleList(LayerNorm(options.Width), LayerNorm(options.Width), LayerNorm(options.Width));
        RegisterComponents();
    }

    private SelfAttention Among => (SelfAttention)attentions[0];

    private MultiScaleDeformableAttention Lookup => (MultiScaleDeformableAttention)attentions[1];

    /// <summary>Updates queries.</summary>
    /// <param name="queries">[B, Q, C].</param>
    /// <param name="positions">[B, Q, C].</param>
    /// <param name="references">[B, Q, L, 4 or 2].</param>
    /// <param name="memory">What is looked up.</param>
    /// <param name="mask">True for queries that must not see each other, [Q, Q]; none where null.</param>
    /// <returns>The queries, [B, Q, C], and where they looked.</returns>
    public (Tensor Queries, Lookups Lookups) Update(Tensor queries, Tensor positions, Tensor references, Memory memory, Tensor? mask)
    {
        using var scope = NewDisposeScope();
        queries = norms[0].call(Among.call(queries, positions, mask));
        var lookups = Lookup.Look(queries + positions, references, memory.Pyramid);
        queries = norms[1].call(queries + Lookup.Attend(lookups, memory.Values, memory.Pyramid, memory.Padding));
        return (norms[2].call(ffns[0].call(queries)).MoveToOuterDisposeScope(),
            new(lookups.Places.MoveToOuterDisposeScope(), lookups.Weights.MoveToOuterDisposeScope()));
    }

    /// <summary>Adds the operations.</summary>
    /// <param name="tally">Collects them.</param>
    /// <param name="queries">[B, Q, C].</param>
    /// <param name="values">[B, N, C].</param>
    internal void Count(Tally tally, long[] queries, long[] values)
    {
        Among.Count(tally.At($"{nameof(attentions)}.0"), queries);
        tally.Through($"{nameof(norms)}.0", norms[0], queries);
        tally.Each(OpKind.Add, queries);
        Lookup.Count(tally.At($"{nameof(attentions)}.1"), queries, values);
        tally.Each(OpKind.Add, queries);
        tally.Through($"{nameof(norms)}.1", norms[1], queries);
        tally.Through($"{nameof(ffns)}.0", ffns[0], queries);
        tally.Through($"{nameof(norms)}.2", norms[2], queries);
    }
}
