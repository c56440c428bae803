using System.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Tests.Oracles;

/// <summary>Fills parameters and inputs by an integer hash of their names, as the oracles were made.</summary>
/// <param name="salt">The oracle file's; it differs from file to file.</param>
public sealed class Formula(uint salt)
{
    /// <summary>The file's <c>v</c>: hashes of 0, 1, 2, ... in [-1, 1), each a float32 exactly.</summary>
    public IEnumerable<double> Values(string key, long start = 0)
    {
        var hash = Fnv1A32(key) ^ salt;
        for (var i = start; ; i++)
        {
            var x = unchecked((uint)i * 0x9E3779B1 + hash);
            x = unchecked((x ^ (x >> 16)) * 0x85EBCA6B);
            x = unchecked((x ^ (x >> 13)) * 0xC2B2AE35);
            x ^= x >> 16;
            yield return (x >> 8) * Math.ScaleB(1, -23) - 1;
        }
    }

    public static uint Fnv1A32(string key) =>
        Encoding.UTF8.GetBytes(key).Aggregate(2166136261u, (hash, b) => unchecked((hash ^ b) * 16777619));

    /// <summary>An entry of a state_dict; null for one that keeps what its constructor computed.</summary>
    public float[]? Filled(string key, long[] shape)
    {
        bool Ends(params string[] ends) => ends.Any(key.EndsWith);
        var (count, perRow) = (Product(shape), Product(shape.Skip(1)));
        var values = Values(key).Take((int)count);
        float[] Scaled(double factor) => [.. values.Select(v => (float)(factor * v))];
        double FanIn(double factor) => factor * Math.Sqrt(3.0 / perRow);

        if (Ends("num_batches_tracked")) return new float[count];
        if (Ends("point_coord", "cur_T", "empty_weight")) return null;
        if (Ends("running_var")) return [.. values.Select(v => (float)(.75 + .5 * Math.Abs(v)))];
        if (Ends("running_mean")) return Scaled(.1);
        if (Ends("_sigma")) return [.. values.Select(v => (float)(1.5 + .5 * v))];
        if (Ends("sampling_offsets.bias")) return Scaled(2);
        if (key.Split('.')[^1] == "alpha") return Scaled(.3);
        if (Ends("query_embed.weight", "tgt_embed.weight", "row_embed.weight", "col_embed.weight", "label_enc.weight", "level_embeds", "cls_token"))
            return Scaled(1);
        if (Ends("enc_mask_predictor.layer2.4.weight", "k_proj.weight", "_mask.weight", "score_pred_net.2.weight", "offset_layer.weight"))
            return Scaled(FanIn(3));
        if (Ends("in_proj_weight")) // queries and keys, then values
            return [.. values.Select((v, i) => (float)(FanIn(i < 2 * perRow * perRow ? 3 : .5) * v))];
        if (Ends("qkv.weight")) return Scaled(FanIn(2));
        if (Ends("bbox_embed.layers.2.weight")) return Scaled(FanIn(3));
        if (shape.Length == 1 && Ends("weight")) return [.. values.Select(v => (float)(1 + .1 * v))];
        return Scaled(shape.Length == 1 ? .1 : FanIn(1));
    }

    /// <summary>Fills every parameter and buffer of a model, in the order of its state_dict: of two names for one tensor the last counts.</summary>
    /// <param name="prefix">What the file puts before the model's own names.</param>
    public void Fill(nn.Module model, string prefix = "")
    {
        using var _ = no_grad();
        foreach (var (key, entry) in model.state_dict())
        {
            if (Filled(prefix + key, entry.shape) is not { } values) continue;
            using var filled = tensor(values).reshape(entry.shape);
            entry.copy_(filled);
        }
    }

    /// <summary>A batch of images, [N, C, H, W].</summary>
    public Tensor Images(long[] shape) =>
        tensor(Enumerable.Range(0, (int)shape[0]).SelectMany(n => Image(n, shape[1..])).ToArray()).reshape(shape);

    /// <summary>The n-th image, [C, H, W] before padding, row by row.</summary>
    public IEnumerable<float> Image(int n, long[] shape)
    {
        var noise = Values("image", n * 1000003L).GetEnumerator();
        for (var c = 0; c < shape[0]; c++)
            for (var y = 0; y < shape[1]; y++)
                for (var x = 0; x < shape[2]; x++)
                {
                    noise.MoveNext();
                    yield return (float)(Math.Sin(.05 * (c + 1) * x + .03 * (n + 1) * y + .7 * c + .3 * n) + .5 * noise.Current);
                }
    }

    private static long Product(IEnumerable<long> sizes) => sizes.Aggregate(1L, (product, size) => product * size);
}
