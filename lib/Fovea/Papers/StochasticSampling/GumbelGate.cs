using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Papers.StochasticSampling;

/// <summary>What a gate makes of logits.</summary>
/// <param name="Mask">How far each position is sampled, of the logits' shape.</param>
/// <param name="Probability">What the sparse loss is on: the probability to be sampled; under <see cref="Gate.Relu"/> the mask itself.</param>
public readonly record struct Gated(Tensor Mask, Tensor Probability);

/// <summary>
/// Draws masks by a two-way Gumbel softmax on (log p, log(1 - p)). In training its temperature falls with every call, and the
/// mask is soft; at test the temperature is fixed and what is below a half becomes zero, the rest staying soft.
/// </summary>
public sealed class GumbelGate : Module<Tensor, Gated>
{
    private const double Tiny = 1e-8, Threshold = .5;

    private readonly Tensor cur_T;
    private readonly SamplingOptions options;

    /// <exception cref="ArgumentException">The options do not hold together.</exception>
    public GumbelGate(SamplingOptions options) : base(nameof(GumbelGate))
    {
        options.Validate();
        this.options = options;
        cur_T = tensor((float)options.FirstTemperature).DetachFromDisposeScope();
        RegisterComponents();
    }

    /// <summary>The temperature of the next training step.</summary>
    public double Temperature => cur_T.ToDouble();

    /// <summary>Gates logits; the grid prior included.</summary>
    /// <param name="logits">[B, 1, H, W].</param>
    public override Gated forward(Tensor logits)
    {
        using var scope = NewDisposeScope();
        var probability = options.Gate == Gate.Relu ? logits.relu() : logits.sigmoid();
        var mask = options.Gate switch
        {
            Gate.Relu => probability,
            Gate.Deterministic => Soften(probability, CurrentTemperature),
            _ => Soften(probability, CurrentTemperature, rand_like(probability), rand_like(probability)),
        };
        if (options.GridInterval > 0) mask = mask.masked_fill(GridPrior(logits), 1);
        if (training) Cool();
        else if (options.Gate != Gate.Relu) mask = mask * (mask >= Threshold);
        return new(mask.MoveToOuterDisposeScope(), probability.MoveToOuterDisposeScope());
    }

    /// <summary>softmax((log p + g_1) / T, (log(1 - p) + g_2) / T), its first part; g = -log(-log u), or 0 without draws.</summary>
    /// <param name="probability">p.</param>
    /// <param name="temperature">T.</param>
    /// <param name="first">u of g_1, uniform in [0, 1).</param>
    /// <param name="second">u of g_2.</param>
    public static Tensor Soften(Tensor probability, double temperature, Tensor? first = null, Tensor? second = null)
    {
        using var scope = NewDisposeScope();
        var sampled = (probability + Tiny).log();
        var left = (1 - probability + Tiny).log();
        if (first is not null) sampled = sampled + Gumbel(first);
        if (second is not null) left = left + Gumbel(second);
        return ((sampled - left) / (temperature + Tiny)).sigmoid().MoveToOuterDisposeScope();
    }

    private static Tensor Gumbel(Tensor uniform) => -((-(uniform + Tiny).log() + Tiny).log());

    private double CurrentTemperature => training ? Temperature : options.TestTemperature;

    private Tensor GridPrior(Tensor logits)
    {
        var (height, width) = (logits.shape[2], logits.shape[3]);
        var grid = zeros(height, width, ScalarType.Bool, logits.device);
        grid.slice(0, 0, height, options.GridInterval).slice(1, 0, width, options.GridInterval).fill_(true);
        return grid;
    }

    private void Cool()
    {
        using var _ = no_grad();
        cur_T.mul_(options.TemperatureDecay);
    }
}
