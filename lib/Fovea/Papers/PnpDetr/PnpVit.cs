using Fovea.Counting;
using Fovea.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Papers.PnpDetr;

/// <summary>What a PnP-ViT makes of a batch of images.</summary>
/// <param name="Logits">[B, classes].</param>
/// <param name="Set">What its sampler sampled; null without one.</param>
public readonly record struct PnpVitOutput(Tensor Logits, AbstractSet? Set);

/// <summary>PnP-ViT (Sections 3.4 and 4.3): a ViT on a convolutional network's map, the sampler between the two.</summary>
/// <remarks>
/// Images [B, 3, H, W] to [B, classes]. Positions are learnt, one a location; those of coarse tokens are pooled with their features. The
/// authors released no code of it.
/// </remarks>
public sealed class PnpVit : Module<Tensor, Tensor>, ICounted
{
    private readonly Module<Tensor, Tensor> extractor;
    private readonly Conv2d proj;
    private readonly PollPoolSampler? sampler;
    private readonly Parameter cls_token;
    private readonly Parameter pos_embed;
    private readonly ModuleList<EncoderLayer> blocks;
    private readonly LayerNorm norm;
    private readonly Linear head;

    /// <param name="options">What the model is made of.</param>
    /// <param name="extractor">Images to the map, [B, MapChannels, MapSide, MapSide]; becomes this module's.</param>
    /// <exception cref="ArgumentException">The options do not hold together.</exception>
    public PnpVit(PnpVitOptions options, Module<Tensor, Tensor> extractor) : base(nameof(PnpVit))
    {
        options.Validate();
        Options = options;
        this.extractor = extractor;
        var width = options.Encoder.Width;
        proj = Conv2d(options.MapChannels, width, 1);
        cls_token = Initialisation.Learnt(1, 1, width);
        pos_embed = Initialisation.Learnt(1, 1 + options.MapSide * options.MapSide, width);
        blocks = ModuleList([.. Enumerable.Range(0, options.Depth).Select(_ => new EncoderLayer(options.Encoder))]);
        norm = LayerNorm(width, options.Encoder.NormEpsilon);
        head = Linear(width, options.Classes);
        if (options.Sampler is not null) sampler = new PollPoolSampler(options.Sampler);
        RegisterComponents();
        foreach (var block in blocks) Initialisation.Linears(block);
        Initialisation.Linears(head);
    }

    /// <summary>What the model was made of.</summary>
    public PnpVitOptions Options { get; }

    /// <summary>The sampler, whose <see cref="PollPoolSampler.Alpha"/> may be set at any time; null for a ViT.</summary>
    public PollPoolSampler? Sampler => sampler;

    /// <inheritdoc/>
    public override Tensor forward(Tensor images)
    {
        using var scope = NewDisposeScope();
        return Look(images).Logits.MoveToOuterDisposeScope();
    }

    /// <summary>Classifies images, and tells what was sampled of them.</summary>
    /// <param name="images">[B, 3, H, W].</param>
    /// <exception cref="ArgumentException">The extractor gives another map.</exception>
    public PnpVitOutput Look(Tensor images)
    {
        using var scope = NewDisposeScope();
        var map = extractor.call(images);                                       // [B, channels, S, S]
        Check.That(map.shape is [_, _, var rows, var columns] && rows == Options.MapSide && columns == Options.MapSide, nameof(extractor),
            $"a map of {Options.MapSide} x {Options.MapSide}, by the options' {nameof(Options.MapSide)}", $"[{string.Join(", ", map.shape)}]");
        var features = proj.call(map);                                          // [B, C, S, S]
        var set = Sample(features, images);
        var tokens = set is null ? FeatureMap.Tokens(features) + Places() : set.Tokens + set.Positions;     // [B, T, C]
        var first = (cls_token + pos_embed.narrow(1, 0, 1)).expand(tokens.shape[0], -1, -1);                // [B, 1, C]
        tokens = blocks.Aggregate(cat([first, tokens], 1), (before, block) => block.call(before));          // [B, 1 + T, C]
        var logits = head.call(norm.call(tokens).select(1, 0));                 // [B, classes]
        return new(logits.MoveToOuterDisposeScope(), set?.MoveToOuterDisposeScope());
    }

    private AbstractSet? Sample(Tensor features, Tensor images)
    {
        if (sampler is null) return null;
        var positions = FeatureMap.AsMap(Places(), Options.MapSide, Options.MapSide).expand(features.shape);
        var numbers = sampler.Options.Selection == FineSelection.Random ? FeatureMap.NumbersOf(images) : null;
        return sampler.call(new FeatureMap(features, positions, Images: numbers));
    }

    // Of the locations, [1, L, C].
    private Tensor Places() => pos_embed.narrow(1, 1, pos_embed.shape[1] - 1);

    /// <inheritdoc/>
    /// <remarks>At the sampler's alpha of now.</remarks>
    public long[] Count(Tally tally, long[] images)
    {
        var features = tally.Through(nameof(proj), proj, tally.Through(nameof(extractor), extractor, images));
        var tokens = sampler is null ? [features[0], features[2] * features[3], features[1]] : tally.Through(nameof(sampler), sampler, features);
        tally.Each(OpKind.Add, tokens);
        tally.Each(OpKind.Add, 1, 1, tokens[2]);
        tokens = [tokens[0], tokens[1] + 1, tokens[2]];
        foreach (var (i, block) in blocks.Index()) tally.Through($"{nameof(blocks)}.{i}", block, tokens);
        tally.Through(nameof(norm), norm, tokens);
        return tally.Through(nameof(head), head, tokens[0], tokens[2]);
    }
}
