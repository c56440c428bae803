using System.Text.RegularExpressions;
using Fovea.Counting;
using Fovea.Papers.FocusDetr;
using Fovea.Tests.Oracles;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Tests.Papers.FocusDetr;

/// <summary>The whole model against the authors' code.</summary>
public partial class FocusModelOracleTests
{
    public static TheoryData<string> Files => OracleFile.Named("focus_detr_r*.json");

    public static TheoryData<string> KeyFiles => OracleFile.Named("keys/focus_detr_r*.keys.tsv");

    [Theory, MemberData(nameof(KeyFiles))]
    public void Parameters_have_the_authors_names_shapes_and_order(string name)
    {
        var expected = File.ReadAllLines(OracleFile.Find(name));
        using var model = Model(Path.GetFileName(name).Split('.')[0]);
        Assert.Equal(expected, model.state_dict().Select(entry =>
            $"{entry.Key}\t{(entry.Value.ndim == 0 ? "scalar" : string.Join('x', entry.Value.shape))}\t{entry.Value.dtype.ToString().ToLowerInvariant()}"));
    }

    [Theory, MemberData(nameof(KeyFiles))]
    public void Names_share_a_tensor_where_the_authors_do(string name)
    {
        var expected = File.ReadAllLines(OracleFile.Find(name.Replace(".keys.", ".aliases.")));
        using var model = Model(Path.GetFileName(name).Split('.')[0]);
        var shared = model.state_dict().GroupBy(entry => entry.Value.Handle, entry => entry.Key)
            .Where(names => names.Count() > 1).Select(names => string.Join('\t', names));
        Assert.Equal(expected, shared);
    }

    /// <summary>
    /// Learnt contents go to the proposals by rank, which noise may change; so both sides decode, and list, the proposals by their
    /// tokens. What is stored under names that are not known here is told and left out.
    /// </summary>
    [Theory, MemberData(nameof(Files))]
    public void The_model_computes_what_the_authors_does(string name)
    {
        var file = OracleFile.Read(name);
        using var model = Model(file.At("model").GetString()!);
        file.Formula.Fill(model);
        model.eval();
        if (file.Has("param_count")) Assert.Equal(file.At("param_count").GetInt64(), Parameters.Count(model));
        using var _ = no_grad();
        foreach (var run in file.At("runs").EnumerateObject())
        {
            using var scope = NewDisposeScope();
            var compared = 0;
            var found = Outputs(model, Images(file, run.Name));
            foreach (var (stored, tensor) in file.Tensors("runs", run.Name))
            {
                if (found.TryGetValue(Bracket().Replace(stored, ""), out var ours))
                {
                    tensor.AssertEquals(ours);
                    compared++;
                }
                else
                {
                    TestContext.Current.TestOutputHelper?.WriteLine($"runs.{run.Name}.{stored}: not compared");
                }
            }
            Assert.True(compared > 0, $"runs.{run.Name}: nothing is stored under a known name");
        }
    }

    private static Dictionary<string, Tensor> Outputs(FocusDetrModel model, Tensor images)
    {
        var transformer = (FocusTransformer)model.named_modules().Single(part => part.name == "transformer").module;
        var backbone = (ResidualNetwork)model.named_modules().Single(part => part.name == "backbone").module;
        var (maps, masks) = model.Look(images, null);
        var encoded = transformer.Encode(maps, masks);
        var (proposed, _) = transformer.Rank(encoded)!.sort();
        var output = transformer.Decode(encoded, proposed);
        var outputs = new Dictionary<string, Tensor>
        {
            ["foreground_score"] = encoded.Scores!, ["encoder_memory"] = encoded.Memory.Values, ["enc_outputs_class"] = encoded.Classes!,
            ["pred_logits"] = output.Last.Logits, ["pred_boxes"] = output.Last.Boxes,
            ["enc_pred_logits"] = output.Proposals!.Value.Logits, ["enc_pred_boxes"] = output.Proposals.Value.Boxes,
        };
        foreach (var (i, layer) in output.Layers.Index())
            (outputs[$"aux{i}_pred_logits"], outputs[$"aux{i}_pred_boxes"]) = (layer.Logits, layer.Boxes);
        foreach (var (i, map) in maps.Index()) outputs[$"neck{i}"] = map;
        foreach (var (i, map) in backbone.Maps(images).Index()) outputs[$"backbone_res{i + 3}"] = map;
        return outputs;
    }

    // Placed top left and padded with zeros; the authors' evaluation does not tell padding apart.
    private static Tensor Images(OracleFile file, string run)
    {
        var sizes = file.At("inputs", run).EnumerateArray().Select(size => (Height: size[0].GetInt64(), Width: size[1].GetInt64())).ToArray();
        var (height, width) = (sizes.Max(size => size.Height), sizes.Max(size => size.Width));
        return stack([.. sizes.Select((size, n) => nn.functional.pad(
            tensor(file.Formula.Image(n, [3, size.Height, size.Width]).ToArray()).view(3, size.Height, size.Width), [0, width - size.Width, 0, height - size.Height]))]);
    }

    private static FocusDetrModel Model(string name) =>
        name.EndsWith("r101") ? new(new FocusDetrOptions(), ResidualNetwork.HundredAndOne()) : new(new FocusDetrOptions());

    // "encoder_memory[B,N,C]"
    [GeneratedRegex(@"\[.*\]$")]
    private static partial Regex Bracket();
}
