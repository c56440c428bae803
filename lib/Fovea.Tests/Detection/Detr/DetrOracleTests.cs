using System.Text.Json;
using Fovea.Counting;
using Fovea.Detection.Detr;
using Fovea.Layers;
using Fovea.Tests.Oracles;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Tests.Detection.Detr;

/// <summary>Whole models against facebookresearch/detr's, stage by stage, and their names of parameters.</summary>
public class DetrOracleTests
{
    public static TheoryData<string> Files => OracleFile.Named("detr_r50*.json");

    public static TheoryData<string> KeyFiles => OracleFile.Named("keys/detr_*.keys.tsv");

    [Theory, MemberData(nameof(Files))]
    public void A_model_computes_what_the_authors_does(string name)
    {
        var file = OracleFile.Read(name);
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var panoptic = file.At("model").GetString()!.EndsWith("_panoptic");
        var model = new DetrModel(Options(file));
        using nn.Module whole = panoptic ? new PanopticModel(model) : model;
        file.Formula.Fill(whole);
        whole.eval();
        Assert.Equal(file.At("param_count").GetInt64(), Parameters.Count(whole));
        if (!panoptic)
            Assert.Equal(file.At("param_count_requires_grad").GetInt64(), model.parameters().Where(parameter => parameter.requires_grad).Sum(parameter => parameter.numel()));
        Assert.All(file.At("inputs").EnumerateObject(), input =>
        {
            using var run = NewDisposeScope();
            var images = PaddedImages.Of([.. input.Value.EnumerateArray().Select((size, n) =>
            {
                long[] shape = [3, size[0].GetInt64(), size[1].GetInt64()];
                return tensor(file.Formula.Image(n, shape).ToArray(), shape);
            })]);
            AssertRun(file, input.Name, model, images, whole as PanopticModel);
        });
    }

    [Theory, MemberData(nameof(KeyFiles))]
    public void Parameters_have_the_authors_names_shapes_and_order(string name)
    {
        var expected = File.ReadAllLines(OracleFile.Find(name));
        var panoptic = name.Contains("_panoptic");
        using var model = Blueprint.Of<nn.Module>(() => panoptic ? new PanopticModel(new(DetrOptions.R50 with { Classes = 250 })) : new DetrModel(DetrOptions.R50));
        Assert.Equal(expected, model.state_dict().Select(entry => $"{entry.Key}\t{string.Join('x', entry.Value.shape)}\t{entry.Value.dtype.ToString().ToLowerInvariant()}"));
    }

    private static void AssertRun(OracleFile file, string run, DetrModel model, PaddedImages images, PanopticModel? panoptic)
    {
        var output = panoptic?.call(images.Images, images.Padding) ?? new(model.call(images.Images, images.Padding), empty(0));
        var (found, parts) = (output.Detections, model.named_modules().ToDictionary(part => part.name, part => part.module));
        var (features, padding) = (found.Features, found.Padding);
        var positions = new SinePosition(model.Options.Transformer.Width / 2).call(padding);
        var place = DetrTransformer.Tokens(positions);
        var memory = DetrTransformer.Tokens(found.Transformer.Memory!);
        var places = model.get_parameter("query_embed.weight")!.unsqueeze(0).expand(features.shape[0], -1, -1);
        Dictionary<string, Func<Tensor>> ours = new()
        {
            ["backbone_layer4"] = () => found.Maps[^1],
            ["pos_embed"] = () => positions,
            ["input_proj"] = () => features,
            ["encoder_layer0[L,B,C]"] = () => First(Layer<TransformerEncoderLayer>("encoder").call(DetrTransformer.Tokens(features), place, padding.flatten(1))),
            ["encoder_memory[L,B,C]"] = () => First(memory),
            ["decoder_layer0[Q,B,C]"] = () => First(Layer<TransformerDecoderLayer>("decoder").call(places.zeros_like(), places, memory, place, padding.flatten(1))),
            ["decoder_hs[layers,Q,B,C]"] = () => found.Transformer.States.transpose(1, 2),
            ["pred_logits"] = () => found.Layers[^1].Logits,
            ["pred_boxes"] = () => found.Layers[^1].Boxes,
            ["aux0_pred_logits"] = () => found.Layers[0].Logits,
            ["aux0_pred_boxes"] = () => found.Layers[0].Boxes,
            ["pred_masks"] = () => output.Masks,
        };
        foreach (var entry in file.At("runs", run).EnumerateObject())
        {
            if (entry.Name == "feat_mask")
            {
                Assert.Equal(entry.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()), padding.shape);
                Assert.Equal(entry.Value.GetProperty("true_count_per_image").EnumerateArray().Select(count => count.GetInt64()), padding.sum([1, 2]).data<long>().ToArray());
            }
            else
                new OracleTensor($"{run}.{entry.Name}", entry.Value).AssertEquals(ours[entry.Name]());
        }

        T Layer<T>(string part) where T : nn.Module => (T)parts[$"transformer.{part}.layers.0"];
        Tensor First(Tensor batchFirst) => batchFirst.transpose(0, 1);
    }

    private static DetrOptions Options(OracleFile file)
    {
        int Number(string name) => file.At("config", name).GetInt32();
        return DetrOptions.R50 with
        {
            Backbone = ResNetOptions.ResNet50 with { NormEpsilon = file.At("config", "frozen_bn_eps").GetDouble() },
            Transformer = new()
            {
                Width = Number("d"), Heads = Number("heads"), FeedForward = Number("ffn"), EncoderLayers = Number("enc"), DecoderLayers = Number("dec"),
                PreNorm = file.At("config", "pre_norm").ValueKind == JsonValueKind.True,
            },
            Classes = Number("num_classes"),
            Queries = Number("num_queries"),
        };
    }
}
