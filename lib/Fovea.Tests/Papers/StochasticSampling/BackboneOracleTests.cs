using System.Text.Json;
using Fovea.Counting;
using Fovea.Papers.StochasticSampling;
using Fovea.Tests.Oracles;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Tests.Papers.StochasticSampling;

/// <summary>Whole backbones against the authors' code, bottleneck by bottleneck, and their names of parameters.</summary>
public class BackboneOracleTests
{
    public static TheoryData<string> Files => OracleFile.Named("sai_*.json");

    public static TheoryData<string> KeyFiles => OracleFile.Named("keys/sai_resnet*.keys.tsv");

    [Theory, MemberData(nameof(Files))]
    public void A_backbone_computes_what_the_authors_does(string name)
    {
        var file = OracleFile.Read(name);
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var model = new SampledBackbone(Options(file.At("config")));
        file.Formula.Fill(model);
        model.eval();
        Assert.Equal(file.At("param_count").GetInt64(), Parameters.Count(model));
        var images = file.Formula.Images([.. file.At("input_shape").EnumerateArray().Select(size => size.GetInt64())]);
        AssertOutputs(file, model, images);
        AssertSparse(file, model, images);
    }

    [Theory, MemberData(nameof(KeyFiles))]
    public void Parameters_have_the_authors_names_shapes_and_order(string name)
    {
        var expected = File.ReadAllLines(OracleFile.Find(name));
        var options = Depth(int.Parse(name.Split("resnet")[1].Split('_', '.')[0]));
        if (!name.Contains("_dcn")) options = options.With(Deformation.None);
        using var model = Blueprint.Of(() => new SampledBackbone(options with { Sampling = new() }));
        Assert.Equal(expected, model.state_dict().Select(entry =>
            $"{entry.Key}\t{(entry.Value.ndim == 0 ? "scalar" : string.Join('x', entry.Value.shape))}\t{entry.Value.dtype.ToString().ToLowerInvariant()}"));
    }

    /// <summary>Runs the bottlenecks' own parts in their order, compares each, and then what the model itself returns.</summary>
    private static void AssertOutputs(OracleFile file, SampledBackbone model, Tensor images)
    {
        var expected = file.Tensors("outputs").ToDictionary(entry => entry.Name, entry => entry.Tensor);
        void Check(string part, Tensor found)
        {
            if (expected.Remove(part, out var tensor)) tensor.AssertEquals(found);
        }

        var features = model.Stem(images);
        Check("stem", features);
        foreach (var (i, stage) in model.Stages.Index())
        {
            foreach (var (j, block) in stage.Index())
            {
                var name = $"layer{i + 1}.{j}";
                var trace = BottleneckTrace.Of(block, features);
                foreach (var (part, tensor) in trace.Parts) Check($"{name}.{part}", tensor);
                var densities = file.At("mask_density_per_block_conv1_conv2", name).EnumerateArray().Select(share => share.GetDouble()).ToArray();
                Assert.Equal(densities[0], trace.Density.First, 1e-6);
                Assert.Equal(densities[1], trace.Density.Second, 1e-6);
                features = block.call(features).Features;
                Check($"{name}_out", features);
            }
        }
        var output = model.call(images);
        foreach (var (i, map) in output.Features.Index()) Check($"out{i}", map);
        Check("sparse_loss", (output.SparseLoss * file.At("config", "sparse_loss_weight").GetDouble()).reshape(1));
        Assert.Empty(expected);
    }

    /// <summary>What is computed sparsely is what is computed densely.</summary>
    private static void AssertSparse(OracleFile file, SampledBackbone model, Tensor images)
    {
        using var sparse = new SparseBackbone(model);
        var output = sparse.Run(images);
        foreach (var (i, map) in output.Features.Index()) file.Tensor("outputs", $"out{i}").AssertEquals(map);
        foreach (var (density, entry) in output.Densities.Zip(file.At("mask_density_per_block_conv1_conv2").EnumerateObject()))
        {
            Assert.Equal(entry.Value[0].GetDouble(), density.First, 1e-6);
            Assert.Equal(entry.Value[1].GetDouble(), density.Second, 1e-6);
        }
    }

    /// <summary>The options of an authors' configuration, with the noise off as in the files.</summary>
    private static BackboneOptions Options(JsonElement config)
    {
        var (dcn, deformed) = (config.GetProperty("dcn"), config.GetProperty("stage_with_dcn"));
        var deformation = dcn.ValueKind == JsonValueKind.Null ? Deformation.None
            : dcn.TryGetProperty("modulated", out var modulated) && modulated.GetBoolean() ? Deformation.Modulated : Deformation.Offsets;
        var options = Depth(config.GetProperty("depth").GetInt32());
        return options with
        {
            Stages = [.. options.Stages.Select((stage, i) => stage with { Deformation = deformed[i].GetBoolean() ? deformation : Deformation.None })],
            Sampling = new()
            {
                Gate = Gate.Deterministic,
                GridInterval = config.GetProperty("grid_prior_interval").GetInt32(),
                Window = config.GetProperty("gaussian_kernel").GetInt32(),
                FirstTemperature = config.GetProperty("gumbel").GetProperty("max_T").GetDouble(),
                TemperatureDecay = config.GetProperty("gumbel").GetProperty("decay_alpha").GetDouble(),
                TestTemperature = config.GetProperty("eval_temperature").GetDouble(),
            },
        };
    }

    private static BackboneOptions Depth(int depth) => depth switch
    {
        50 => BackboneOptions.R50,
        101 => BackboneOptions.R101,
        _ => throw new ArgumentException($"no backbone of {depth} layers is known"),
    };
}
