using Fovea.Counting;
using Fovea.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Detection.Detr;

/// <summary>
/// Draws a mask for each query: from its attention maps and the features, by 3x3 convolutions, at each of three finer maps of the
/// backbone once more (DETR, Section 4.4 and Fig. 8).
/// </summary>
public sealed class MaskHead : Module
{
    private const int Groups = 8;

    private readonly Conv2d lay1;
    private readonly GroupNorm gn1;
    private readonly Conv2d lay2;
    private readonly GroupNorm gn2;
    private readonly Conv2d lay3;
    private readonly GroupNorm gn3;
    private readonly Conv2d lay4;
    private readonly GroupNorm gn4;
    private readonly Conv2d lay5;
    private readonly GroupNorm gn5;
    private readonly Conv2d out_lay;
    private readonly Conv2d adapter1;
    private readonly Conv2d adapter2;
    private readonly Conv2d adapter3;

    /// <param name="input">Channels of the features and attention maps together; a multiple of 8.</param>
    /// <param name="finer">Channels of the three finer maps, the coarsest first.</param>
    /// <param name="width">Of which the convolutions have a half, a quarter, an eighth and a sixteenth; a multiple of 128.</param>
    /// <exception cref="ArgumentException">A number is no such multiple, or the maps are not three.</exception>
    public MaskHead(int input, IReadOnlyList<int> finer, int width) : base(nameof(MaskHead))
    {
        Check.That(input >= 1 && input % Groups == 0, nameof(input), $"a multiple of {Groups}", input);
        Check.That(finer.Count == 3, nameof(finer), "three maps", finer.Count);
        Check.That(width >= 1 && width % (16 * Groups) == 0, nameof(width), $"a multiple of {16 * Groups}", width);
        lay1 = Conv3(input, input);
        gn1 = GroupNorm(Groups, input);
        lay2 = Conv3(input, width / 2);
        gn2 = GroupNorm(Groups, width / 2);
        lay3 = Conv3(width / 2, width / 4);
        gn3 = GroupNorm(Groups, width / 4);
        lay4 = Conv3(width / 4, width / 8);
        gn4 = GroupNorm(Groups, width / 8);
        lay5 = Conv3(width / 8, width / 16);
        gn5 = GroupNorm(Groups, width / 16);
        out_lay = Conv3(width / 16, 1);
        adapter1 = Conv2d(finer[0], width / 2, 1);
        adapter2 = Conv2d(finer[1], width / 4, 1);
        adapter3 = Conv2d(finer[2], width / 8, 1);
        RegisterComponents();
        foreach (var conv in children().OfType<Conv2d>())
        {
            init.kaiming_uniform_(conv.weight, a: 1);
            init.zeros_(conv.bias!);
        }

        static Conv2d Conv3(int from, int to) => Conv2d(from, to, 3, padding: 1);
    }

    private (string Name, Conv2d Layer, string NormName, GroupNorm Norm)[] Blocks =>
    [
        (nameof(lay1), lay1, nameof(gn1), gn1), (nameof(lay2), lay2, nameof(gn2), gn2), (nameof(lay3), lay3, nameof(gn3), gn3),
        (nameof(lay4), lay4, nameof(gn4), gn4), (nameof(lay5), lay5, nameof(gn5), gn5),
    ];

    // What is added in front of the third, fourth and fifth block.
    private (string Name, Conv2d Layer)[] Adapters => [(nameof(adapter1), adapter1), (nameof(adapter2), adapter2), (nameof(adapter3), adapter3)];

    /// <summary>Draws the masks.</summary>
    /// <param name="features">[B, C, H, W].</param>
    /// <param name="attention">[B, Q, heads, H, W].</param>
    /// <param name="finer">The backbone's maps, the coarsest first, [B, channels, h, w] each.</param>
    /// <returns>Logits at the finest map's size, [B Q, 1, h, w].</returns>
    public Tensor Draw(Tensor features, Tensor attention, IReadOnlyList<Tensor> finer)
    {
        using var scope = NewDisposeScope();
        var queries = attention.shape[1];
        var drawn = cat([features.repeat_interleave(queries, 0), attention.flatten(0, 1)], 1);              // [B Q, C + heads, H, W]
        for (var i = 0; i < Blocks.Length; i++)
        {
            using var before = drawn;   // hundreds of megabytes
            drawn = Block(i, before, i < 2 ? null : finer[i - 2], queries);
        }
        return out_lay.call(drawn).MoveToOuterDisposeScope();
    }

    // One block, [B Q, c, h, w] to the same or, where a finer map comes in, to its size.
    private Tensor Block(int i, Tensor drawn, Tensor? finer, long queries)
    {
        using var scope = NewDisposeScope();
        if (finer is not null)
        {
            var map = Adapters[i - 2].Layer.call(finer);                                                    // [B, c, h, w]
            var grown = functional.interpolate(drawn, map.shape[2..]);                                      // [B Q, c, h, w]
            drawn = (grown.unflatten(0, -1, queries) + map.unsqueeze(1)).flatten(0, 1);
        }
        return Blocks[i].Norm.call(Blocks[i].Layer.call(drawn)).relu_().MoveToOuterDisposeScope();
    }

    /// <summary>Adds the operations of <see cref="Draw"/>.</summary>
    /// <param name="tally">Collects them, at this module's place.</param>
    /// <param name="features">[B, C, H, W].</param>
    /// <param name="attention">[B, Q, heads, H, W].</param>
    /// <param name="finer">The shapes of the backbone's maps, the coarsest first.</param>
    /// <returns>[B Q, 1, h, w].</returns>
    public long[] Count(Tally tally, long[] features, long[] attention, IReadOnlyList<long[]> finer)
    {
        var pictures = attention[0] * attention[1];
        long[] drawn = [pictures, features[1] + attention[2], features[2], features[3]];
        foreach (var (i, block) in Blocks.Index())
        {
            if (i >= 2)
            {
                var map = tally.Through(Adapters[i - 2].Name, Adapters[i - 2].Layer, finer[i - 2]);
                drawn = [pictures, map[1], map[2], map[3]];
                tally.Each(OpKind.Add, drawn);
            }
            drawn = tally.Through(block.Name, block.Layer, drawn);
            tally.At(block.NormName).Each(OpKind.GroupNorm, drawn);
            tally.Each(OpKind.Relu, drawn);
        }
        return tally.Through(nameof(out_lay), out_lay, drawn);
    }
}
