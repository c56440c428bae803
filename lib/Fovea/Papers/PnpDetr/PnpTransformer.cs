using Fovea.Counting;
using Fovea.Detection.Detr;
using Fovea.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Papers.PnpDetr;

/// <summary>What PnP-DETR's transformer makes of a feature map, and the tokens it did so with.</summary>
/// <param name="States">Behind each decoder layer, [layers, B, Q, C].</param>
/// <param name="Memory">The encoded tokens projected back to the map, [B, C, H, W]; null where that was not asked for.</param>
/// <param name="Set">The sampled tokens.</param>
/// <param name="Encoded">The encoded tokens, [B, T, C].</param>
public sealed record PnpTransformerOutput(Tensor States, Tensor? Memory, AbstractSet Set, Tensor Encoded) : TransformerOutput(States, Memory)
{
    /// <inheritdoc/>
    public override TransformerOutput MoveToOuterDisposeScope()
    {
        Set.MoveToOuterDisposeScope();
        Encoded.MoveToOuterDisposeScope();
        return base.MoveToOuterDisposeScope();
    }
}

/// <summary>DETR's transformer behind a poll and pool sampler (Section 3.4): encoder and decoder see fine and coarse tokens alone.</summary>
/// <remarks>Parameters have the names of the authors' release (twangnh/pnp-detr) where this is a detector's transformer.</remarks>
public sealed class PnpTransformer : DetrTransformer
{
    private readonly TransformerEncoder encoder;
    private readonly TransformerDecoder decoder;
    private readonly PollPoolSampler sampler;
    private readonly int decoderLayers;
    private readonly bool projectsBack;

    /// <param name="options">Of encoder and decoder.</param>
    /// <param name="sampling">Of their width; not <see cref="FineSelection.Random"/>, since a transformer is not told which images it sees.</param>
    /// <param name="projectsBack">Whether the encoded tokens are projected back to the map, which a mask head needs: <see cref="ReverseProjection"/>.</param>
    /// <exception cref="ArgumentException">The options do not hold together.</exception>
    public PnpTransformer(TransformerOptions options, SamplerOptions sampling, bool projectsBack = false) : base(nameof(PnpTransformer))
    {
        Check.That(sampling.Width == options.Width, nameof(SamplerOptions.Width), $"the transformer's, {options.Width}", sampling.Width);
        Check.That(sampling.Selection != FineSelection.Random, nameof(SamplerOptions.Selection), "one that needs no numbers of images", sampling.Selection);
        Check.That(!projectsBack || sampling.Selection != FineSelection.Interpolated, nameof(SamplerOptions.Selection),
            "one whose tokens come from a location each, to be projected back to it", sampling.Selection);
        (decoderLayers, this.projectsBack) = (options.DecoderLayers, projectsBack);
        encoder = new TransformerEncoder(options);
        decoder = new TransformerDecoder(options);
        RegisterComponents();
        DrawMatrices();
        sampler = new PollPoolSampler(sampling); // the authors build it behind the drawing, so it begins otherwise
        register_module(nameof(sampler), sampler);
    }

    /// <summary>The sampler.</summary>
    public PollPoolSampler Sampler => sampler;

    /// <summary>alpha, from the next image on; nothing is loaded anew.</summary>
    /// <exception cref="ArgumentException">It is not a share.</exception>
    public double Alpha { get => sampler.Alpha; set => sampler.Alpha = value; }

    /// <summary>The transformer of a PnP-DETR.</summary>
    /// <exception cref="ArgumentException">The model has another one.</exception>
    public static PnpTransformer Of(DetrModel model) => model.Transformer as PnpTransformer
        ?? throw new ArgumentException($"{nameof(model)}: expected one with a {nameof(PnpTransformer)}, found one with a {model.Transformer.GetName()}");

    /// <inheritdoc/>
    public override TransformerOutput forward(Tensor features, Tensor padding, Tensor positions, Tensor queries)
    {
        using var scope = NewDisposeScope();
        var set = sampler.call(new FeatureMap(features, positions, padding));
        var encoded = encoder.call(set.Tokens, set.Positions, set.Padding);                 // [B, T, C]
        var places = queries.unsqueeze(0).expand(features.shape[0], -1, -1);                // [B, Q, C]
        var states = decoder.call(places.zeros_like(), places, encoded, set.Positions, set.Padding);   // [layers, B, Q, C]
        var memory = projectsBack ? ReverseProjection.Project(set, encoded) : null;
        return new PnpTransformerOutput(states, memory, set, encoded).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    /// <remarks>At the sampler's alpha of now.</remarks>
    public override long[] Count(Tally tally, long[] features, long queries)
    {
        var tokens = tally.Through(nameof(sampler), sampler, features);
        long[] asked = [features[0], queries, features[1]];
        tally.Through(nameof(encoder), encoder, tokens);
        var states = decoder.Count(tally.At(nameof(decoder)), asked, tokens);
        if (projectsBack) ReverseProjection.Count(tally.At("reverse_projection"), sampler, features);
        return [decoderLayers, .. states];
    }
}
