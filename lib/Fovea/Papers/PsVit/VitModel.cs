using Fovea.Counting;
using Fovea.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Papers.PsVit;

/// <summary>The ViT and DeiT that the paper compares with (Tables 3, 7 and 9), under the names of DeiT's release.</summary>
/// <remarks>Images are [B, 3, S, S], normalised; the output is [B, classes].</remarks>
public sealed class VitModel : Module<Tensor, Tensor>, ICounted
{
    private readonly Parameter cls_token;
    private readonly Parameter pos_embed;
    private readonly PatchEmbedding patch_embed;
    private readonly ModuleList<EncoderLayer> blocks;
    private readonly LayerNorm norm;
    private readonly Linear head;

    /// <exception cref="ArgumentException">The options do not hold together.</exception>
    public VitModel(VitOptions options) : base(nameof(VitModel))
    {
        options.Validate();
        Options = options;
        var (width, patches) = (options.Encoder.Width, options.PatchesPerSide * options.PatchesPerSide);
        cls_token = Initialisation.Learnt(1, 1, width);
        pos_embed = Initialisation.Learnt(1, 1 + patches, width);
        patch_embed = new PatchEmbedding(options.PatchSize, width);
        blocks = ModuleList([.. Enumerable.Range(0, options.Depth).Select(_ => new EncoderLayer(options.Encoder))]);
        norm = LayerNorm(width, options.Encoder.NormEpsilon);
        head = Linear(width, options.Classes);
        RegisterComponents();
        Initialisation.Linears(this);
    }

    /// <summary>What the model was made of.</summary>
    public VitOptions Options { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor images)
    {
        Check.Images(images.shape, Options.ImageSize);
        using var scope = NewDisposeScope();
        var tokens = patch_embed.call(images);                                  // [B, L, C]
        tokens = cat([cls_token.expand(tokens.shape[0], -1, -1), tokens], 1);   // [B, 1 + L, C]
        tokens = tokens + pos_embed;
        foreach (var block in blocks) tokens = block.call(tokens);
        return head.call(norm.call(tokens).select(1, 0)).MoveToOuterDisposeScope(); // [B, 1 + L, C] -> [B, C] -> [B, classes]
    }

    /// <inheritdoc/>
    public long[] Count(Tally tally, long[] images)
    {
        Check.Images(images, Options.ImageSize);
        var tokens = tally.Through(nameof(patch_embed), patch_embed, images);
        tokens[1]++;
        tally.Each(OpKind.Add, tokens);
        foreach (var (i, block) in blocks.Index()) tally.Through($"{nameof(blocks)}.{i}", block, tokens);
        tally.Through(nameof(norm), norm, tokens);
        return tally.Through(nameof(head), head, tokens[0], tokens[2]);
    }

    /// <summary>Cuts images into patches, row by row, and projects each: [B, 3, S, S] to [B, L, C].</summary>
    private sealed class PatchEmbedding : Module<Tensor, Tensor>, ICounted
    {
        private readonly Conv2d proj;

        public PatchEmbedding(int size, int width) : base(nameof(PatchEmbedding))
        {
            proj = Conv2d(3, width, size, stride: size);
            RegisterComponents();
        }

        public override Tensor forward(Tensor images)
        {
            using var scope = NewDisposeScope();
            return proj.call(images).flatten(2).transpose(1, 2).MoveToOuterDisposeScope(); // [B, C, h, w] -> [B, C, L] -> [B, L, C]
        }

        public long[] Count(Tally tally, long[] images)
        {
            var map = tally.Through(nameof(proj), proj, images);
            return [map[0], map[2] * map[3], map[1]];
        }
    }
}
