using Fovea.Papers.StochasticSampling;
using Fovea.Tests.Oracles;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Tests.Papers.StochasticSampling;

/// <summary>The parts of stochastic sampling against the authors' code, on small tensors stored in full.</summary>
public class SamplingOracleTests
{
    public static TheoryData<string> Files => OracleFile.Named("micro_sai*.json");

    [Theory, MemberData(nameof(Files))]
    public void Interpolation_is_the_authors(string name)
    {
        using var scope = NewDisposeScope();
        var file = OracleFile.Read(name);
        Tensor Stored(string part) => file.Tensor("interp", part).Values().to(float32);
        var (features, mask) = (Stored("feature"), Stored("mask"));
        var sigma = tensor((float)file.At("interp", "sigma").GetDouble());
        foreach (var window in new[] { 3, 7 })
        {
            void Check(string expected, Tensor under) =>
                file.Tensor("interp", $"{expected}_kernel{window}").AssertEquals(Interpolation.Apply(features, under, sigma, window));
            Check("out", mask);
            Check("out_soft", Stored("soft_mask"));
            Check("out_all_zero_mask", mask * 0);
        }
    }

    [Theory, MemberData(nameof(Files))]
    public void Masks_are_drawn_as_the_authors_draw_them(string name)
    {
        using var scope = NewDisposeScope();
        var file = OracleFile.Read(name);
        Tensor Stored(string part) => file.Tensor("gumbel", part).Values().to(float32);
        double Temperature(string after) => file.At("gumbel", after).GetDouble();
        var (probability, first, second) = (Stored("prob"), Stored("uniform_draw_x"), Stored("uniform_draw_r"));
        void Check(string expected, double temperature, bool noise = true) => file.Tensor("gumbel", expected)
            .AssertEquals(noise ? GumbelGate.Soften(probability, temperature, first, second) : GumbelGate.Soften(probability, temperature));
        Check("eval_with_noise_T0.03", new SamplingOptions().TestTemperature);
        Check("train_step1_T1", new SamplingOptions().FirstTemperature);
        Check("train_step2", Temperature("cur_T_after_1"));
        Check("eval_noise_off", new SamplingOptions().TestTemperature, noise: false);
        Check("train_noise_off_T1", new SamplingOptions().FirstTemperature, noise: false);
    }

    [Theory, MemberData(nameof(Files))]
    public void The_temperature_falls_as_the_authors(string name)
    {
        using var scope = NewDisposeScope();
        var file = OracleFile.Read(name);
        var gate = new GumbelGate(new());
        foreach (var after in new[] { "cur_T_after_1", "cur_T_after_2" })
        {
            gate.call(zeros(1, 1, 2, 2));
            Assert.Equal(file.At("gumbel", after).GetDouble(), gate.Temperature);
        }
        gate.eval();
        var before = gate.Temperature;
        gate.call(zeros(1, 1, 2, 2));
        Assert.Equal(before, gate.Temperature);
    }

    [Theory, MemberData(nameof(Files))]
    public void A_bottleneck_is_the_authors(string name)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var file = OracleFile.Read(name);
        foreach (var part in new[] { "block", "dcn_block_stride2" })
        {
            var block = Block(file, part);
            var output = block.call(Input(file));
            file.Tensor(part, "y").AssertEquals(output.Features);
            Assert.Equal(file.At(part, "loss").GetDouble(), output.Masks!.Value.Loss.ToDouble(), 1e-6);
            if (!file.At(part).TryGetProperty("density", out var density)) continue;
            double[] expected = [.. density.EnumerateArray().Select(share => share.GetDouble())];
            var (first, second) = (output.Masks.Value.First, output.Masks.Value.Second);
            Assert.Equal(expected[0], (first > 0).@float().mean().ToDouble(), 1e-6);
            Assert.Equal(expected[1], (second > 0).@float().mean().ToDouble(), 1e-6);
        }
    }

    /// <summary>Both blocks' input.</summary>
    internal static Tensor Input(OracleFile file) => file.Tensor("block", "x").Values().to(float32);

    /// <summary>A stored bottleneck with its parameters; its noise is off.</summary>
    internal static SampledBottleneck Block(OracleFile file, string part)
    {
        var shapes = file.Tensors(part, "params").ToDictionary(entry => entry.Name, entry => entry.Tensor.Shape);
        var what = file.At(part, "what").GetString()!;
        var interval = int.Parse(file.At("block", "what").GetString()!.Split("grid_prior_interval ")[1].Split(',', ')')[0]);
        var block = new SampledBottleneck(new((int)shapes["conv1.weight"][1], (int)shapes["conv1.weight"][0], (int)shapes["conv3.weight"][0])
        {
            Stride = what.Contains("stride 2") ? 2 : 1,
            Deformation = shapes.ContainsKey("conv2_offset.weight") ? Deformation.Offsets : Deformation.None,
            Sampling = new() { Gate = Gate.Deterministic, GridInterval = interval },
        });
        var state = block.state_dict();
        Assert.Equal(shapes.Keys, state.Keys);
        using var _ = no_grad();
        foreach (var (key, stored) in file.Tensors(part, "params")) state[key].copy_(stored.Values());
        block.eval();
        return block;
    }
}
