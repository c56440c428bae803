using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Fovea.Counting;
using Fovea.Detection.Detr;
using Fovea.Layers;
using Fovea.Papers.PnpDetr;
using Fovea.Tests.Oracles;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Tests.Papers.PnpDetr;

/// <summary>Whole models against twangnh/pnp-detr's, where files of them are, and their names of parameters.</summary>
public class PnpDetrOracleTests
{
    public static TheoryData<string> Files => OracleFile.Named("pnp_detr_r50*.json");

    public static TheoryData<string> KeyFiles => OracleFile.Named("keys/pnp_detr_*.keys.tsv");

    [Theory, MemberData(nameof(KeyFiles))]
    public void Parameters_have_the_authors_names_shapes_and_order(string name)
    {
        var expected = File.ReadAllLines(OracleFile.Find(name));
        using var model = Blueprint.Of<nn.Module>(() => name.Contains("_panoptic")
            ? new PanopticModel(PnpDetrOptions.R50Panoptic.Build())
            : PnpDetrOptions.R50.Build());
        Assert.Equal(expected, model.state_dict().Select(entry => $"{entry.Key}\t{string.Join('x', entry.Value.shape)}\t{entry.Value.dtype.ToString().ToLowerInvariant()}"));
    }

    /// <summary>A run says at which alpha it was, itself or by what it lies under; all are of one model, at one alpha after the other.</summary>
    [Theory, MemberData(nameof(Files))]
    public void A_model_computes_what_the_authors_does(string name)
    {
        var file = OracleFile.Read(name);
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        using var model = Options(file).Build();
        file.Formula.Fill(model);
        model.eval();
        Assert.Equal(file.At("param_count").GetInt64(), Parameters.Count(model));
        var runs = Runs(file.At("runs"), [], Alpha(file.Root) ?? Alpha(file.At("config"))).ToList();
        Assert.NotEmpty(runs);
        Assert.All(runs, run =>
        {
            using var each = NewDisposeScope();
            PnpTransformer.Of(model).Alpha = run.Alpha ?? PnpDetrOptions.R50.Sampler.Alpha;
            var input = file.At("inputs").EnumerateObject().Single(input => run.Path.Any(part => part.StartsWith(input.Name, StringComparison.Ordinal)));
            AssertRun(string.Join('.', run.Path), model, Images(file, input.Value), run.Tensors);
        });
    }

    private static void AssertRun(string name, DetrModel model, PaddedImages images, JsonElement expected)
    {
        var found = model.call(images.Images, images.Padding);
        var sampled = (PnpTransformerOutput)found.Transformer;
        var order = TheirOrder(sampled.Set, expected);
        Dictionary<string, Func<Tensor>> ours = new()
        {
            ["backbone_layer4"] = () => found.Maps[^1],
            ["input_proj"] = () => found.Features,
            ["scores"] = () => sampled.Set.Scores!,
            ["selected_index"] = () => sampled.Set.Indices!.gather(1, order[.., ..sampled.Set.Fine]),
            ["src[L,B,C]"] = () => Ordered(sampled.Set.Tokens),
            ["pos[L,B,C]"] = () => Ordered(sampled.Set.Positions),
            ["encoder_memory[L,B,C]"] = () => Ordered(sampled.Encoded),
            ["decoder_hs[layers,Q,B,C]"] = () => found.Transformer.States.transpose(1, 2),
            ["pred_logits"] = () => found.Layers[^1].Logits,
            ["pred_boxes"] = () => found.Layers[^1].Boxes,
            ["aux0_pred_logits"] = () => found.Layers[0].Logits,
            ["aux0_pred_boxes"] = () => found.Layers[0].Boxes,
        };
        var known = expected.EnumerateObject().Where(entry => ours.ContainsKey(entry.Name)).ToList();
        Assert.Contains(known, entry => entry.Name == "pred_boxes");
        foreach (var entry in known)
            new OracleTensor($"{name}.{entry.Name}", entry.Value).AssertEquals(ours[entry.Name]());

        Tensor Ordered(Tensor tokens) => tokens.gather(1, order.unsqueeze(-1).expand(-1, -1, tokens.shape[2])).transpose(0, 1);
    }

    /// <summary>Scores that are equal but for rounding may be ranked either way: which of our tokens is where theirs are, [B, T].</summary>
    private static Tensor TheirOrder(AbstractSet set, JsonElement expected)
    {
        var rows = arange(set.Tokens.shape[1]).expand(set.Tokens.shape[0], -1);
        if (!expected.TryGetProperty("selected_index", out var stored) || !stored.TryGetProperty("data", out _))
            return rows;
        var theirs = new OracleTensor("selected_index", stored).Values().to(int64);
        var matches = theirs.unsqueeze(2).eq(set.Indices!.unsqueeze(1));                    // [B, N, N]
        return cat([matches.to(int64).argmax(2), rows[.., set.Fine..]], 1);
    }

    private static IEnumerable<(List<string> Path, double? Alpha, JsonElement Tensors)> Runs(JsonElement at, List<string> path, double? alpha)
    {
        alpha = Alpha(at) ?? alpha;
        if (at.TryGetProperty("pred_boxes", out _))
            yield return (path, alpha, at);
        else
            foreach (var inner in at.EnumerateObject().Where(inner => inner.Value.ValueKind == JsonValueKind.Object))
                foreach (var run in Runs(inner.Value, [.. path, inner.Name], Named(inner.Name) ?? alpha))
                    yield return run;
    }

    private static double? Alpha(JsonElement at) => at.TryGetProperty("alpha", out var alpha) && alpha.ValueKind == JsonValueKind.Number ? alpha.GetDouble() : null;

    // "single_alpha0.5", "alpha_1/3" or "0.5"
    private static double? Named(string name) => Regex.Match(name, @"(?:^|alpha\W*_?)([0-9]*\.?[0-9]+)(?:/([0-9]+))?$") is { Success: true } match
        ? double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) / (match.Groups[2].Success ? double.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture) : 1)
        : null;

    private static PaddedImages Images(OracleFile file, JsonElement sizes) => PaddedImages.Of([.. sizes.EnumerateArray().Select((size, n) =>
    {
        long[] shape = [3, size[0].GetInt64(), size[1].GetInt64()];
        return tensor(file.Formula.Image(n, shape).ToArray(), shape);
    })]);

    private static PnpDetrOptions Options(OracleFile file)
    {
        int Number(string name) => file.At("config", name).GetInt32();
        return PnpDetrOptions.R50 with
        {
            Detr = DetrOptions.R50 with
            {
                Backbone = ResNetOptions.ResNet50 with { NormEpsilon = file.At("config", "frozen_bn_eps").GetDouble() },
                Transformer = new() { Width = Number("d"), Heads = Number("heads"), FeedForward = Number("ffn"), EncoderLayers = Number("enc"), DecoderLayers = Number("dec") },
                Classes = Number("num_classes"),
                Queries = Number("num_queries"),
            },
        };
    }
}
