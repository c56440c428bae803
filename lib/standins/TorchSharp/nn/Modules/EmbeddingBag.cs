using TorchSharp.Native;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>Sums, means or maxima over bags of vectors that are looked up by number.</summary>
public sealed class EmbeddingBag : Module<Tensor, Tensor, Tensor, Tensor>
{
    readonly EmbeddingBagMode mode;

    internal EmbeddingBag(Tensor embeddings, bool freeze, EmbeddingBagMode mode) : base(nameof(EmbeddingBag))
    {
        this.mode = mode;
        weight = new Parameter(embeddings.alias(), !freeze);
    }

    /// <summary>[vectors, dimensions].</summary>
    public Parameter weight { get; set => field = Own(nameof(weight), field, value)!; }

    /// <param name="input">The numbers of a bag in each row, [B, L].</param>
    public Tensor call(Tensor input)
    {
        using var all = input.flatten();
        using var offsets = arange(0, input.numel(), input.shape[1], input.dtype, input.device);
        return call(all, offsets);
    }

    /// <inheritdoc cref="forward"/>
    public Tensor call(Tensor input, Tensor offsets) => forward(input, offsets, null!);

    /// <inheritdoc cref="forward"/>
    public new Tensor call(Tensor input, Tensor offsets, Tensor perSampleWeights) => forward(input, offsets, perSampleWeights);

    /// <param name="input">Numbers of all bags, one after the other, int32 or int64, [N].</param>
    /// <param name="offsets">Where each bag begins, of the same type, [B]; it begins with 0.</param>
    /// <param name="perSampleWeights">What each looked-up vector is multiplied by, [N]; in sums only.</param>
    /// <returns>[B, dimensions].</returns>
    public override Tensor forward(Tensor input, Tensor offsets, Tensor perSampleWeights) =>
        Aten.embedding_bag(weight, input, offsets, false, (long)mode, false, perSampleWeights);
}
