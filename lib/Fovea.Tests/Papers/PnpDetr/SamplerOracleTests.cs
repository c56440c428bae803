using System.Globalization;
using System.Text.Json;
using Fovea.Papers.PnpDetr;
using Fovea.Tests.Oracles;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Tests.Papers.PnpDetr;

/// <summary>The poll and pool sampler against the authors' code, on small maps stored in full.</summary>
public class SamplerOracleTests
{
    public static TheoryData<string> Files => OracleFile.Named("micro_pnp_sampler*.json");

    [Theory, MemberData(nameof(Files))]
    public void Every_case_is_the_authors(string name)
    {
        using var scope = NewDisposeScope();
        var file = OracleFile.Read(name);
        var map = new FeatureMap(
            file.Tensor("src").Values().to(float32), file.Tensor("pos_embed").Values().to(float32), file.Tensor("mask").Values().to(ScalarType.Bool));
        var cases = file.At("cases").EnumerateArray().ToList();
        Assert.NotEmpty(cases);
        foreach (var (i, one) in cases.Index())
        {
            var sampler = Sampler(file, one, (int)map.Features.shape[1]);
            Check(sampler, map, one, $"case {i}, batch", one.GetProperty("batch"));
            var first = new FeatureMap(map.Features[..1], map.Positions[..1], map.Padding![..1]);
            Check(sampler, first, one, $"case {i}, single", one.GetProperty("single_image0"));
        }
    }

    [Theory, MemberData(nameof(Files))]
    public void The_number_of_samples_is_a_single_precision_product_cut_off(string name)
    {
        foreach (var ratio in OracleFile.Read(name).At("sample_lens_rule", "table_n_1_to_4000").EnumerateObject())
        {
            var alpha = ratio.Name.Split('/') is [var a, var b] ? Number(a) / Number(b) : Number(ratio.Name);
            var stored = ratio.Value.GetProperty("torch_values_n_1_to_40").EnumerateArray().Select(n => n.GetInt32()).ToArray();
            Assert.Equal(stored, Enumerable.Range(1, stored.Length).Select(n => Rankings.SampleLength(n, alpha)));

            var differing = ratio.Value.GetProperty("n_where_torch_differs_from_float64_floor").EnumerateArray().Select(n => n.GetInt32()).ToArray();
            Assert.Equal(differing, Enumerable.Range(1, 4000).Where(n => Rankings.SampleLength(n, alpha) != (int)(n * alpha)).Take(differing.Length));
        }

        static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
    }

    private static void Check(PollPoolSampler sampler, FeatureMap map, JsonElement one, string name, JsonElement expected)
    {
        var set = sampler.call(map);
        OracleTensor Stored(string part) => new($"{name}, {part}", expected.GetProperty(part));
        Stored("src[L,B,C]").AssertEquals(set.Tokens.transpose(0, 1));
        Stored("selected_index").AssertEquals(set.Indices!);
        var scores = new OracleTensor($"{name}, scores", one.GetProperty("scores"));
        if (set.Tokens.shape[0] == scores.Shape[0])
            scores.AssertEquals(set.Scores!);
        if (expected.TryGetProperty("mask", out _))
        {
            Stored("mask").AssertEquals(set.Padding);
            Stored("pos[L,B,C]").AssertEquals(set.Positions.transpose(0, 1));
        }
        Assert.Equal(expected.GetProperty("sample_reg_loss").GetDouble(), sampler.ScoreLoss(set).ToDouble() / sampler.Options.ScoreLossWeight, 1e-5);
    }

    private static PollPoolSampler Sampler(OracleFile file, JsonElement one, int width)
    {
        var scorer = one.GetProperty("score_pred_net").GetString()!;
        var parameters = Parameters(file, one).ToDictionary(entry => entry.Name, entry => new OracleTensor(entry.Name, entry.Value));
        var sampler = new PollPoolSampler(new()
        {
            Width = width,
            Alpha = one.GetProperty("alpha").GetDouble(),
            PoolNumber = (int)parameters.Last(entry => entry.Key.StartsWith("k_proj.", StringComparison.Ordinal)).Value.Shape[0],
            Scorer = new(scorer[0] - '0', scorer[0] == '1' ? null : (int)parameters["score_pred_net.0.weight"].Shape[0]),
            KeyLayers = one.GetProperty("kproj_net").GetString()![0] - '0',
            KeyPositions = one.GetProperty("pos_embed_kproj").GetBoolean(),
        });
        sampler.load_state_dict(parameters.ToDictionary(entry => entry.Key, entry => entry.Value.Values().to(float32)));
        sampler.eval();
        return sampler;
    }

    // A case says "as case 0" where its parameters are another's.
    private static IEnumerable<JsonProperty> Parameters(OracleFile file, JsonElement one)
    {
        var stored = one.GetProperty("params");
        return stored.ValueKind == JsonValueKind.Object ? stored.EnumerateObject()
            : Parameters(file, file.At("cases")[int.Parse(stored.GetString()!.Split(' ')[^1], CultureInfo.InvariantCulture)]);
    }
}
