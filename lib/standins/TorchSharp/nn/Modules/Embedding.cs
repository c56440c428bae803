using TorchSharp.Native;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>A table of vectors, looked up by number.</summary>
public sealed class Embedding : Module<Tensor, Tensor>
{
    readonly long padding;

    internal Embedding(long num_embeddings, long embedding_dims, long? padding_idx, Device? device, ScalarType? dtype)
        : base(nameof(Embedding))
    {
        padding = padding_idx is { } index ? (index < 0 ? num_embeddings + index : index) : -1;
        weight = NewParameter([num_embeddings, embedding_dims], device, dtype);
        init.normal_(weight);
        if (padding < 0) return;
        using var _ = no_grad();
        using var row = weight.select(0, padding);
        row.zero_();
    }

    /// <summary>[vectors, dimensions].</summary>
    public Parameter weight { get; set => field = Own(nameof(weight), field, value)!; }

    /// <param name="input">Numbers, int64, [...].</param>
    /// <returns>[..., dimensions].</returns>
    public override Tensor forward(Tensor input) => Aten.embedding(weight, input, padding, false, false);
}
