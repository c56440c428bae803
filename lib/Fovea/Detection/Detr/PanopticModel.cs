using Fovea.Counting;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Detection.Detr;

/// <summary>What the panoptic DETR makes of a batch of images.</summary>
/// <param name="Detections">What its detector says.</param>
/// <param name="Masks">Logits of each query's mask, at the first stage's size, a quarter of the image's, [B, Q, h, w].</param>
public readonly record struct PanopticOutput(DetrOutput Detections, Tensor Masks);

/// <summary>DETR with a head that draws a mask for every query, things and stuff alike (DETR, Section 4.4).</summary>
/// <remarks>Images and padding as <see cref="DetrModel"/>. Parameters have the names of the authors' release.</remarks>
public sealed class PanopticModel : Module<Tensor, Tensor, PanopticOutput>, ICounted
{
    private readonly DetrModel detr;
    private readonly MaskAttention bbox_attention;
    private readonly MaskHead mask_head;

    /// <param name="detr">Becomes this module's; its transformer is one that gives a memory.</param>
    public PanopticModel(DetrModel detr) : base(nameof(PanopticModel))
    {
        this.detr = detr;
        var (backbone, transformer) = (detr.Options.Backbone, detr.Options.Transformer);
        bbox_attention = new MaskAttention(transformer.Width, transformer.Heads);
        mask_head = new MaskHead(transformer.Width + transformer.Heads, [backbone.ChannelsOf(2), backbone.ChannelsOf(1), backbone.ChannelsOf(0)], transformer.Width);
        RegisterComponents();
    }

    /// <summary>The detector alone.</summary>
    public DetrModel Detector => detr;

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The detector's transformer gives no memory.</exception>
    public override PanopticOutput forward(Tensor images, Tensor padding)
    {
        using var scope = NewDisposeScope();
        var found = detr.call(images, padding);
        var memory = found.Transformer.Memory
            ?? throw new InvalidOperationException("the detector's transformer gives no memory: one that encodes a sample is to project it back, by its options");
        var attention = bbox_attention.call(found.Transformer.States[-1], memory, found.Padding);           // [B, Q, heads, H, W]
        var masks = mask_head.Draw(found.Features, attention, [found.Maps[2], found.Maps[1], found.Maps[0]])
            .squeeze(1).unflatten(0, -1, attention.shape[1]);                                               // [B Q, 1, h, w] -> [B, Q, h, w]
        return new(found.MoveToOuterDisposeScope(), masks.MoveToOuterDisposeScope());
    }

    /// <inheritdoc/>
    /// <remarks>As <see cref="DetrModel.Count"/>.</remarks>
    public long[] Count(Tally tally, long[] images)
    {
        var (maps, features) = detr.CountFeatures(tally.At(nameof(detr)), images);
        detr.CountQueries(tally.At(nameof(detr)), features);
        long[] queries = [images[0], detr.Options.Queries, features[1]];
        var attention = bbox_attention.Count(tally.At(nameof(bbox_attention)), queries, features);
        var masks = mask_head.Count(tally.At(nameof(mask_head)), features, attention, [maps[2], maps[1], maps[0]]);
        return [images[0], detr.Options.Queries, masks[2], masks[3]];
    }
}
