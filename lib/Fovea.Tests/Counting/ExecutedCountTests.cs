using Fovea.Counting;
using Fovea.Detection;
using Fovea.Layers;
using Fovea.Papers.PsVit;
using Fovea.Tests.Papers.PsVit;
using static TorchSharp.torch;

namespace Fovea.Tests.Counting;

/// <summary>What models say they do is what they do.</summary>
public class ExecutedCountTests
{
    public static TheoryData<string, PsVitOptions> PsVits => new()
    {
        { "Ti/14", PsVitOptions.Ti },
        { "Ti/14, shared", PsVitOptions.Ti with { SharedWeights = true } },
        { "Ti/10, N=1", PsVitOptions.Ti with { Points = 10, Iterations = 1 } },
        { "B/10", PsVitOptions.B with { Points = 10 } },
        { "small", SmallPsVit.Plain },
        { "small, cluttered", SmallPsVit.Cluttered with { Stem = SmallPsVit.Cluttered.Stem with { Middle = 48 } } },
        { "small, frozen", SmallPsVit.Plain.Frozen() },
        { "small, going round", SmallPsVit.Plain.GoingRound() with { SharedWeights = true } },
    };

    public static TheoryData<string, VitOptions> Vits => new()
    {
        { "DeiT-Ti", VitOptions.DeitTi },
        { "ViT of Table 7", VitOptions.Like(PsVitOptions.B) },
        { "ViT like the small one", VitOptions.Like(SmallPsVit.Plain) },
    };

    [Theory, MemberData(nameof(PsVits))]
    public void A_ps_vit_executes_what_it_states(string name, PsVitOptions options) =>
        AssertSame(name, new PsVitModel(options), options.ImageSize, [2, options.Classes]);

    [Theory, MemberData(nameof(Vits))]
    public void A_vit_executes_what_it_states(string name, VitOptions options) =>
        AssertSame(name, new VitModel(options), options.ImageSize, [2, options.Classes]);

    [Fact]
    public void A_token_detector_executes_what_it_states() =>
        AssertSame("per token", new TokenDetector(10, new SmallBackbone()), 64, [2, 15, 8, 8]);

    [Fact]
    public void An_operation_left_out_or_stated_twice_is_found()
    {
        using var model = new PsVitModel(SmallPsVit.Cluttered);
        var (stated, executed) = Count(model, SmallPsVit.Cluttered.ImageSize, [2, SmallPsVit.Cluttered.Classes]);
        foreach (var planted in stated.DistinctBy(op => op.Kind))
        {
            var without = stated.ToList();
            without.Remove(planted);
            Assert.StartsWith($"{planted.Kind}:", Assert.Single(Differences(without, executed)));
            Assert.StartsWith($"{planted.Kind}:", Assert.Single(Differences(stated.Append(planted), executed)));
        }
    }

    private static void AssertSame(string name, nn.Module<Tensor, Tensor> model, int side, long[] output)
    {
        using var _ = model;
        var (stated, executed) = Count(model, side, output);
        var differences = Differences(stated, executed).ToList();
        Assert.True(differences.Count == 0, $"{name}:\n{string.Join('\n', differences)}");
    }

    /// <summary>Of two images, so that a forgotten batch shows.</summary>
    private static (Operations Stated, Dictionary<OpKind, double> Executed) Count(nn.Module<Tensor, Tensor> model, int side, long[] output)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        model.eval();
        var images = zeros(2, 3, side, side);
        var executed = ExecutedOperators.Of(() => Assert.Equal(output, model.call(images).shape));
        return (Operations.Of(model, 2, 3, side, side), executed);
    }

    internal static IEnumerable<string> Differences(IEnumerable<Op> stated, Dictionary<OpKind, double> executed)
    {
        var sums = stated.GroupBy(op => op.Kind, op => op.Amount).ToDictionary(same => same.Key, same => same.Sum());
        return from kind in sums.Keys.Union(executed.Keys)
               let said = sums.GetValueOrDefault(kind)
               let done = executed.GetValueOrDefault(kind)
               where said != done
               select $"{kind}: stated {said:n0}, executed {done:n0}";
    }
}
