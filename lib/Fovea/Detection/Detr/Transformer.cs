using Fovea.Counting;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Detection.Detr;

/// <summary>What a detector's transformer makes of a feature map.</summary>
/// <param name="States">Behind each decoder layer, [layers, B, Q, C].</param>
/// <param name="Memory">The encoded map, [B, C, H, W]; null where a transformer that encodes a sample was not asked to project it back.</param>
public record TransformerOutput(Tensor States, Tensor? Memory)
{
    /// <summary>Gives the tensors to the dispose scope around the current one.</summary>
    public virtual TransformerOutput MoveToOuterDisposeScope()
    {
        States.MoveToOuterDisposeScope();
        Memory?.MoveToOuterDisposeScope();
        return this;
    }
}

/// <summary>What stands between a <see cref="DetrModel"/>'s backbone and its heads: DETR's own transformer, or a paper's in its place.</summary>
/// <remarks>Features [B, C, H, W], padding [B, H, W], positions [B, C, H, W] and query embeddings [Q, C].</remarks>
public abstract class DetrTransformer(string name) : Module<Tensor, Tensor, Tensor, Tensor, TransformerOutput>(name)
{
    /// <summary>Adds the operations of one forward pass of images without padding.</summary>
    /// <param name="tally">Collects them, at this module's place.</param>
    /// <param name="features">[B, C, H, W].</param>
    /// <param name="queries">Q.</param>
    /// <returns>The states' shape, [layers, B, Q, C].</returns>
    public abstract long[] Count(Tally tally, long[] features, long queries);

    /// <summary>A map as a sequence of tokens: [B, C, H, W] to [B, H W, C].</summary>
    public static Tensor Tokens(Tensor map) => map.flatten(2).transpose(1, 2);

    /// <summary>Draws every matrix uniformly as Xavier has it; call it at a constructor's end, before parts that begin otherwise.</summary>
    protected void DrawMatrices()
    {
        foreach (var parameter in parameters().Where(parameter => parameter.ndim > 1))
            init.xavier_uniform_(parameter);
    }
}

/// <summary>DETR's transformer: every location of the map is a token.</summary>
public sealed class Transformer : DetrTransformer
{
    private readonly TransformerEncoder encoder;
    private readonly TransformerDecoder decoder;
    private readonly int decoderLayers;

    /// <exception cref="ArgumentException">The options do not hold together.</exception>
    public Transformer(TransformerOptions options) : base(nameof(Transformer))
    {
        decoderLayers = options.DecoderLayers;
        encoder = new TransformerEncoder(options);
        decoder = new TransformerDecoder(options);
        RegisterComponents();
        DrawMatrices();
    }

    /// <inheritdoc/>
    public override TransformerOutput forward(Tensor features, Tensor padding, Tensor positions, Tensor queries)
    {
        using var scope = NewDisposeScope();
        var (place, hidden) = (Tokens(positions), padding.flatten(1));                      // [B, H W, C], [B, H W]
        var memory = encoder.call(Tokens(features), place, hidden);                         // [B, H W, C]
        var places = queries.unsqueeze(0).expand(features.shape[0], -1, -1);                // [B, Q, C]
        var states = decoder.call(places.zeros_like(), places, memory, place, hidden);       // [layers, B, Q, C]
        return new TransformerOutput(states, memory.transpose(1, 2).reshape(features.shape)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override long[] Count(Tally tally, long[] features, long queries)
    {
        long[] tokens = [features[0], features[2] * features[3], features[1]];
        long[] asked = [features[0], queries, features[1]];
        tally.Through(nameof(encoder), encoder, tokens);
        return [decoderLayers, .. decoder.Count(tally.At(nameof(decoder)), asked, tokens)];
    }
}
