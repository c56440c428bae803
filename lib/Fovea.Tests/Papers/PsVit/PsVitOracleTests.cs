using System.Text.Json;
using System.Text.RegularExpressions;
using Fovea.Counting;
using Fovea.Layers;
using Fovea.Papers.PsVit;
using Fovea.Tests.Oracles;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fovea.Tests.Papers.PsVit;

/// <summary>Whole models against the authors' code, layer by layer, and their names of parameters.</summary>
public partial class PsVitOracleTests
{
    private const string Outside = "points_near_or_outside_border_per_iteration";

    public static TheoryData<string> Files => OracleFile.Named("psvit_*_*.json");

    public static TheoryData<string> KeyFiles => OracleFile.Named("keys/psvit_*.keys.tsv");

    [Theory, MemberData(nameof(Files))]
    public void A_model_computes_what_the_authors_does(string name)
    {
        var file = OracleFile.Read(name);
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var options = Options(file.At("model").GetString()!);
        var images = file.Formula.Images(file.Tensor("input").Shape);
        file.Tensor("input").AssertEquals(images);
        AssertOutputs(file, options, images, "outputs");
        AssertOutputs(file, options with { Encoder = options.Encoder with { Scale = AttentionScale.Width } }, images, "outputs_qk_scale_embed_dim");
    }

    [Theory, MemberData(nameof(KeyFiles))]
    public void Parameters_have_the_authors_names_shapes_and_order(string name)
    {
        var expected = File.ReadAllLines(OracleFile.Find(name));
        using var model = new PsVitModel(Options(Path.GetFileName(name).Split('.')[0]));
        Assert.Equal(expected, model.state_dict().Select(entry =>
            $"{entry.Key}\t{(entry.Value.ndim == 0 ? "scalar" : string.Join('x', entry.Value.shape))}\t{entry.Value.dtype.ToString().ToLowerInvariant()}"));
    }

    [Theory, MemberData(nameof(KeyFiles))]
    public void Names_share_a_tensor_where_the_authors_do(string name)
    {
        var expected = File.ReadAllLines(OracleFile.Find(name.Replace(".keys.", ".aliases.")));
        using var model = new PsVitModel(Options(Path.GetFileName(name).Split('.')[0]));
        var shared = model.state_dict().GroupBy(entry => entry.Value.Handle, entry => entry.Key)
            .Where(names => names.Count() > 1).Select(names => string.Join('\t', names));
        Assert.Equal(expected, shared);
    }

    /// <summary>Runs the model's own parts in their order, compares each, and then what the model itself returns.</summary>
    private static void AssertOutputs(OracleFile file, PsVitOptions options, Tensor images, string set)
    {
        if (!file.Has(set)) return;
        var expected = file.Tensors(set).ToDictionary(entry => entry.Name, entry => entry.Tensor);
        using var model = new PsVitModel(options);
        file.Formula.Fill(model);
        model.eval();
        if (file.Has("param_count")) Assert.Equal(file.At("param_count").GetInt64(), Parameters.Count(model));
        if (file.Has("point_coord")) file.Tensor("point_coord").AssertEquals(model.get_buffer("point_coord")!);

        var parts = model.named_modules().ToDictionary(part => part.name, part => part.module);
        T Part<T>(string part) where T : nn.Module => (T)parts[part];
        void Check(string part, Tensor found)
        {
            if (expected.Remove(part, out var tensor)) tensor.AssertEquals(found);
        }

        var features = Part<Sequential>("stem").call(images);
        Check("stem", features);
        var points = model.get_buffer("point_coord")!.expand(images.shape[0], -1, -1);
        Tensor? offsets = null, tokens = null;
        for (var t = 0; t < options.Iterations; t++)
        {
            var layer = Part<SamplingLayer>($"ps_layers.{t}");
            (tokens, points) = layer.call(features, points, offsets, tokens);
            Check($"ps{t}_sample_point", points);
            Check($"ps{t}_feat", tokens);
            if (t == options.Iterations - 1) break;
            offsets = layer.Offsets(tokens);
            Check($"ps{t}_offset", offsets);
        }
        tokens = cat([model.get_parameter("cls_token")!.expand(images.shape[0], -1, -1), tokens!], 1);
        for (var i = 0; i < options.Depth - options.Iterations; i++)
        {
            tokens = Part<EncoderLayer>($"trans_layers.{i}").call(tokens);
            Check($"trans{i}", tokens);
        }
        Check("norm", Part<LayerNorm>("norm").call(tokens));
        var output = model.Look(images);
        Check("logits", output.Logits);
        Assert.Equal(0, (output.Points[-1] - points).abs().max().ToDouble());
        Assert.Empty(expected);
        if (set == "outputs" && file.Has(Outside)) AssertOutside(file.At(Outside), output.Points, options.MapSide);
    }

    /// <summary>How many points lie beyond the outermost pixels, iteration by iteration; noise may carry one across.</summary>
    private static void AssertOutside(JsonElement expected, Tensor points, int side)
    {
        var outside = (points < 0).logical_or(points > side - 1).any(-1).sum([1, 2]).data<long>().ToArray();
        Assert.All(expected.EnumerateArray().Zip(outside), pair => Assert.InRange(pair.Second, pair.First.GetInt64() - 1, pair.First.GetInt64() + 1));
        Assert.Equal(expected.GetArrayLength(), outside.Length);
    }

    /// <summary>The options of an authors' model: <c>psvit_ti_14</c>, <c>psvit_b_18</c>.</summary>
    private static PsVitOptions Options(string model)
    {
        var parts = ModelName().Match(model);
        Assert.True(parts.Success, $"no configuration is known for {model}");
        return (parts.Groups[1].Value == "ti" ? PsVitOptions.Ti : PsVitOptions.B) with { Points = int.Parse(parts.Groups[2].Value) };
    }

    [GeneratedRegex("^psvit_(ti|b)_([0-9]+)$")]
    private static partial Regex ModelName();
}
