using System.Text.Json;
using System.Text.RegularExpressions;
using Fovea.Detection;
using Fovea.Detection.Detr;
using Fovea.Layers;
using Fovea.Tests.Oracles;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Tests.Detection.Detr;

/// <summary>DETR's parts against facebookresearch/detr's, on small tensors stored in full.</summary>
public partial class DetrPartsOracleTests
{
    public static TheoryData<string> Files => OracleFile.Named("micro_detr*.json", except: "_panoptic.json");

    public static TheoryData<string> PanopticFiles => OracleFile.Named("micro_detr_panoptic*.json");

    [Theory, MemberData(nameof(Files))]
    public void Positions_are_the_authors(string name)
    {
        using var scope = NewDisposeScope();
        var file = OracleFile.Read(name);
        var (padding, features) = (Values(file, "sine_pos", "mask").to(@bool), file.At("sine_pos", "num_pos_feats").GetInt32());
        foreach (var normalise in new[] { true, false })
            file.Tensor("sine_pos", $"normalize_{(normalise ? "true" : "false")}").AssertEquals(new SinePosition(features, normalise).call(padding));

        var expected = file.Tensor("learned_pos", "out");
        using var learned = new LearnedPosition((int)expected.Shape[1] / 2);
        using (no_grad())
            foreach (var axis in new[] { "row", "col" })
            {
                var first = Values(file, "learned_pos", $"{axis}_first4");
                learned.get_parameter($"{axis}_embed.weight")!.narrow(0, 0, first.shape[0]).copy_(first);
            }
        expected.AssertEquals(learned.call(zeros([expected.Shape[0], .. expected.Shape[2..]], @bool)));
    }

    [Theory, MemberData(nameof(Files))]
    public void Images_of_several_sizes_and_their_padding_are_put_together_as_by_the_authors(string name)
    {
        using var scope = NewDisposeScope();
        var file = OracleFile.Read(name);
        var whole = Values(file, "nested", "tensor");
        var padded = PaddedImages.Of([.. file.At("nested", "shapes").EnumerateArray()
            .Select((size, n) => whole[n].narrow(1, 0, size[1].GetInt64()).narrow(2, 0, size[2].GetInt64()))]);
        file.Tensor("nested", "tensor").AssertEquals(padded.Images);
        file.Tensor("nested", "mask").AssertEquals(padded.Padding);
        foreach (var entry in file.At("nested").EnumerateObject().Where(entry => entry.Name.StartsWith("mask_resized_to_")))
        {
            var size = entry.Name["mask_resized_to_".Length..].Split('x').Select(long.Parse).ToArray();
            new OracleTensor(entry.Name, entry.Value).AssertEquals(PaddedImages.Shrink(padded.Padding, size[0], size[1]));
        }
    }

    [Theory, MemberData(nameof(Files))]
    public void A_frozen_batch_norm_is_the_authors(string name)
    {
        using var scope = NewDisposeScope();
        var file = OracleFile.Read(name);
        var input = Values(file, "frozen_bn", "x");
        using var norm = new FrozenBatchNorm((int)input.shape[1], file.At("frozen_bn", "eps").GetDouble());
        Assert.Equal(file.At("frozen_bn", "keys").EnumerateArray().Select(key => key.GetString()), norm.state_dict().Keys);
        Assert.Empty(norm.parameters());
        Fill(norm, file, "frozen_bn", "params");
        file.Tensor("frozen_bn", "y").AssertEquals(norm.call(input));
    }

    [Theory, MemberData(nameof(Files))]
    public void Layers_of_the_transformer_are_the_authors(string name)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var file = OracleFile.Read(name);
        Tensor Input(string which) => Values(file, "layers", which).transpose(0, 1);           // [L, B, C] -> [B, L, C]
        var (tokens, positions, padding) = (Input("src"), Input("pos"), Values(file, "layers", "key_padding_mask").to(@bool));
        var (queries, places) = (Input("tgt"), Input("query_pos"));
        // Neither file nor reference model tells the heads of these small layers but by their outputs.
        const int heads = 2;
        var settings = file.At("layers").EnumerateObject().Where(entry => entry.Name.StartsWith("pre_norm=")).ToArray();
        Assert.NotEmpty(settings);
        Assert.All(settings, setting =>
        {
            var options = new TransformerOptions
            {
                Width = (int)tokens.shape[2], Heads = heads, FeedForward = (int)file.Tensor("layers", "enc_params", "linear1.weight").Shape[0],
                PreNorm = setting.Name.Contains("pre_norm=True"), Activation = setting.Name.EndsWith("gelu") ? Activation.Gelu : Activation.Relu,
            };
            using var encoder = new TransformerEncoderLayer(options);
            using var decoder = new TransformerDecoderLayer(options);
            Fill(encoder, file, "layers", "enc_params");
            Fill(decoder, file, "layers", "dec_params");
            encoder.eval();
            decoder.eval();
            new OracleTensor($"{setting.Name}, encoder", setting.Value.GetProperty("encoder_out")).AssertEquals(encoder.call(tokens, positions, padding).transpose(0, 1));
            new OracleTensor($"{setting.Name}, decoder", setting.Value.GetProperty("decoder_out"))
                .AssertEquals(decoder.call(queries, places, tokens, positions, padding).transpose(0, 1));
        });
    }

    [Theory, MemberData(nameof(Files))]
    public void Objects_are_read_as_by_the_authors(string name)
    {
        using var scope = NewDisposeScope();
        var file = OracleFile.Read(name);
        var output = new QueryOutput(Values(file, "criterion", "logits"), Values(file, "criterion", "boxes"));
        (int, int)[] sizes = [.. file.At("postprocess", "target_sizes_hw").EnumerateArray().Select(size => (size[0].GetInt32(), size[1].GetInt32()))];
        var expected = file.At("postprocess", "results").EnumerateArray().ToArray();
        foreach (var (image, found) in PostProcess.Objects(output, sizes).Index())
        {
            OracleTensor Expected(string what) => new($"image {image}, {what}", expected[image].GetProperty(what));
            Expected("scores").AssertEquals(found.Scores);
            Expected("labels").AssertEquals(found.Labels);
            // Of hundreds of pixels, single precision has 5 digits behind the point left.
            Assert.True(Expected("boxes").Values().allclose(found.Boxes.to(float64), rtol: 1e-6, atol: 1e-4));
        }
    }

    [Theory, MemberData(nameof(PanopticFiles))]
    public void The_attention_of_masks_is_the_authors(string name)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var file = OracleFile.Read(name);
        var expected = file.Tensor("attn_out");
        using var attention = new MaskAttention((int)Values(file, "q").shape[2], (int)expected.Shape[2]);
        Fill(attention, file, "attn_params");
        expected.AssertEquals(attention.call(Values(file, "q"), Values(file, "k"), Values(file, "mask").to(@bool)));
        file.Tensor("attn_out_nomask").AssertEquals(attention.call(Values(file, "q"), Values(file, "k"), null));
    }

    [Theory, MemberData(nameof(PanopticFiles))]
    public void The_head_of_masks_is_the_authors(string name)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var file = OracleFile.Read(name);
        var text = file.At("mask_head", "dims").GetString()!;
        var dims = Dims().Match(text);
        int Number(string group) => int.Parse(dims.Groups[group].Value);
        using var head = new MaskHead(Number("dim"), [.. dims.Groups["fpn"].Value.Split(',').Select(int.Parse)], Number("context"));
        Assert.Equal(file.At("mask_head_shapes").EnumerateObject().Select(entry => (entry.Name, string.Join('x', entry.Value.EnumerateArray()))),
            head.state_dict().Select(entry => (entry.Key, string.Join('x', entry.Value.shape))));
        file.Formula.Fill(head, Prefix().Match(text).Value);
        var inputs = Inputs().Matches(text).Select(match =>
        {
            long[] shape = [.. match.Groups["shape"].Value.Split(',').Select(long.Parse)];
            var values = file.Formula.Values($"micro.detr.{match.Groups["name"].Value}").Take((int)shape.Aggregate((a, b) => a * b));
            return tensor(values.Select(value => (float)value).ToArray(), shape);
        }).ToArray();
        file.Tensor("mask_head", "out").AssertEquals(head.Draw(inputs[0], inputs[1], inputs[2..]));
    }

    [GeneratedRegex(@"dim=(?<dim>\d+), fpn_dims=\[(?<fpn>[\d,]+)\], context_dim=(?<context>\d+)")]
    private static partial Regex Dims();

    [GeneratedRegex(@"(?<=prefix )micro[\w.]*\.(?=;)")]
    private static partial Regex Prefix();

    [GeneratedRegex(@"(?:micro\.detr\.)?(?<name>mhx|mhb|fpn\d) \((?<shape>[\d,]+)\)")]
    private static partial Regex Inputs();

    private static void Fill(nn.Module module, OracleFile file, params string[] path)
    {
        using var _ = no_grad();
        var target = module.state_dict();
        Assert.Equal(target.Keys.Order(StringComparer.Ordinal), file.At(path).EnumerateObject().Select(entry => entry.Name).Order(StringComparer.Ordinal));
        foreach (var (key, stored) in file.Tensors(path))
            target[key].copy_(stored.Values().to(float32));
    }

    private static Tensor Values(OracleFile file, params string[] path) => file.Tensor(path).Values().to(float32);
}
