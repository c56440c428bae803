using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using static TorchSharp.torch.nn.init;

namespace Fovea.Tests.Engine;

/// <summary>A seed gives the initial values that Python draws from it, to the last bit.</summary>
public class NnInitTests
{
    static readonly (string Python, Func<nn.Module> Ours)[] Layers =
    [
        ("nn.Linear(5, 3)", () => Linear(5, 3)),
        ("nn.Linear(50, 30, bias=False)", () => Linear(50, 30, hasBias: false)),
        ("nn.Conv2d(4, 6, (3, 2), groups=2)", () => Conv2d(4, 6, (3, 2), groups: 2)),
        ("nn.Embedding(6, 4, padding_idx=2)", () => Embedding(6, 4, 2)),
        ("nn.MultiheadAttention(8, 2)", () => MultiheadAttention(8, 2)),
        ("nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.Linear(4, 2), nn.LayerNorm(2), nn.GroupNorm(2, 4), nn.Linear(2, 2))",
            () => Sequential(Conv2d(3, 4, 3), BatchNorm2d(4), Linear(4, 2), LayerNorm(2), GroupNorm(2, 4), Linear(2, 2))),
    ];

    static readonly (string Python, Func<Tensor> Ours)[] Values =
    [
        ("nn.init.uniform_(torch.empty(20), -2, 3)", () => uniform_(empty(20), -2, 3)),
        ("nn.init.normal_(torch.empty(20), 1, .1)", () => normal_(empty(20), 1, .1)),
        ("nn.init.trunc_normal_(torch.empty(50), std=.02)", () => trunc_normal_(empty(50), std: .02)),
        ("nn.init.trunc_normal_(torch.empty(50), 1, 2, -1, 1.5)", () => trunc_normal_(empty(50), 1, 2, -1, 1.5)),
        ("nn.init.xavier_uniform_(torch.empty(6, 4, 3, 3), .7)", () => xavier_uniform_(empty(6, 4, 3, 3), .7)),
        ("nn.init.xavier_normal_(torch.empty(6, 4))", () => xavier_normal_(empty(6, 4))),
        ("nn.init.kaiming_uniform_(torch.empty(6, 4, 3, 3), .2)", () => kaiming_uniform_(empty(6, 4, 3, 3), .2)),
        ("nn.init.kaiming_normal_(torch.empty(6, 4, 3, 3), mode='fan_out', nonlinearity='relu')",
            () => kaiming_normal_(empty(6, 4, 3, 3), 0, FanInOut.FanOut, NonlinearityType.ReLU)),
        ("nn.init.constant_(torch.empty(3), -4.5)", () => constant_(empty(3), -4.5)),
        ("nn.init.ones_(torch.empty(3))", () => ones_(empty(3))),
        ("nn.init.zeros_(torch.empty(3))", () => zeros_(empty(3))),
        ("nn.init.eye_(torch.empty(3, 5))", () => eye_(empty(3, 5))),
        ("nn.init.dirac_(torch.empty(5, 3, 3, 2))", () => dirac_(empty(5, 3, 3, 2))),
        ("nn.init.dirac_(torch.empty(2, 3, 4))", () => dirac_(empty(2, 3, 4))),
    ];

    static readonly (string Python, Func<Tensor> Ours)[] Orthogonal =
    [
        ("nn.init.orthogonal_(torch.empty(6, 4), 2)", () => orthogonal_(empty(6, 4), 2)),
        ("nn.init.orthogonal_(torch.empty(3, 2, 2, 2))", () => orthogonal_(empty(3, 2, 2, 2))),
    ];

    [Fact]
    public void A_seed_gives_pythons_initial_values()
    {
        var reference = new Reference($"""
            torch.set_default_dtype(torch.float32)
            def seeded(make):
                torch.manual_seed(11)
                return make()
            {string.Join('\n', Layers.Select((layer, i) => $"for n, p in seeded(lambda: {layer.Python}).named_parameters(): show(f'{i} {{n}}', p)"))}
            {string.Join('\n', Values.Select((value, i) => $"show('value {i}', seeded(lambda: {value.Python}))"))}
            {string.Join('\n', Orthogonal.Select((value, i) => $"show('orthogonal {i}', seeded(lambda: {value.Python}))"))}
            """);
        for (int i = 0; i < Layers.Length; i++)
        {
            manual_seed(11);
            foreach (var (name, parameter) in Layers[i].Ours().named_parameters()) reference.Check($"{i} {name}", parameter, tolerance: 0);
        }
        for (int i = 0; i < Values.Length; i++) reference.Check($"value {i}", Seeded(Values[i].Ours), tolerance: 0);
        for (int i = 0; i < Orthogonal.Length; i++) reference.Check($"orthogonal {i}", Seeded(Orthogonal[i].Ours), tolerance: 1e-6);

        static Tensor Seeded(Func<Tensor> make)
        {
            manual_seed(11);
            return make();
        }
    }

    [Fact]
    public void A_generator_of_its_own_leaves_the_common_one_alone()
    {
        manual_seed(3);
        var expected = rand(4);
        manual_seed(3);
        var first = normal_(empty(8), generator: new Generator(5));
        Assert.True(rand(4).allclose(expected));
        Assert.True(normal_(empty(8), generator: new Generator(5)).allclose(first));
        Assert.True(trunc_normal_(empty(8), generator: new Generator(5)).allclose(trunc_normal_(empty(8), generator: new Generator(5))));
    }

    [Fact]
    public void Initial_values_leave_no_trace_in_autograd()
    {
        var parameter = new Parameter(empty(4, 4));
        foreach (var write in new Func<Tensor, Tensor>[] { t => uniform_(t), t => trunc_normal_(t), t => orthogonal_(t), t => eye_(t) })
        {
            Assert.Same(parameter, write(parameter));
            Assert.True(parameter is { is_leaf: true, requires_grad: true });
        }
    }

    [Fact]
    public void Fans_and_gains_are_those_of_the_papers()
    {
        Assert.Equal((4 * 9, 6 * 9), CalculateFanInAndFanOut(empty(6, 4, 3, 3)));
        Assert.Equal((4, 6), CalculateFanInAndFanOut(empty(6, 4)));
        Assert.Equal(Math.Sqrt(2), calculate_gain(NonlinearityType.ReLU));
        Assert.Equal(Math.Sqrt(2 / 1.04), calculate_gain(NonlinearityType.LeakyReLU, .2), 15);
        Assert.Equal(5.0 / 3, calculate_gain(NonlinearityType.Tanh));
        Assert.Equal(1, calculate_gain(NonlinearityType.Sigmoid));
    }

    [Fact]
    public void Tensors_of_too_few_dimensions_are_refused()
    {
        Assert.Contains("at least 2 dimensions, not 1", Assert.Throws<ArgumentException>(() => xavier_uniform_(empty(3))).Message);
        Assert.Contains("at least 2 dimensions, not 1", Assert.Throws<ArgumentException>(() => orthogonal_(empty(3))).Message);
        Assert.Contains("3, 4 or 5 dimensions, not 2", Assert.Throws<ArgumentException>(() => dirac_(empty(3, 3))).Message);
        Assert.Contains("2 dimensions, not 1", Assert.Throws<ArgumentException>(() => eye_(empty(3))).Message);
    }
}
