using System.Reflection;
using static TorchSharp.torch.optim;

namespace TorchSharp.Modules;

/// <summary>What the parameters of a group are trained with. An option left null is the optimizer's.</summary>
public class OptimizerOptions
{
    public double? LearningRate { get; set; }

    public double InitialLearningRate { get; set; }

    /// <summary>The options that a kind of optimizer adds: fields, each a <c>double?</c> or a <c>bool?</c>.</summary>
    IEnumerable<FieldInfo> Fields => GetType().GetFields().OrderBy(f => f.Name, StringComparer.Ordinal);

    internal OptimizerOptions Clone() => (OptimizerOptions)MemberwiseClone();

    /// <summary>Gives options that are unset the value that <paramref name="defaults"/>, of the same type, has.</summary>
    internal void FillFrom(OptimizerOptions defaults)
    {
        LearningRate ??= defaults.LearningRate;
        foreach (var field in Fields) field.SetValue(this, field.GetValue(this) ?? field.GetValue(defaults));
    }

    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    internal virtual void Validate() => RequireNonNegative(LearningRate, "learning rate");

    /// <summary>Every option, truth as 1 or 0.</summary>
    internal IEnumerable<(string Name, double Value)> Values =>
    [
        (nameof(LearningRate), LearningRate!.Value),
        (nameof(InitialLearningRate), InitialLearningRate),
        .. Fields.Select(f => (f.Name, Convert.ToDouble(f.GetValue(this)))),
    ];

    /// <summary>Sets every option to what <paramref name="read"/> says for its name.</summary>
    internal void Set(Func<string, double> read)
    {
        LearningRate = read(nameof(LearningRate));
        InitialLearningRate = read(nameof(InitialLearningRate));
        foreach (var f in Fields) f.SetValue(this, f.FieldType == typeof(bool?) ? read(f.Name) != 0 : read(f.Name));
    }

    private protected static void RequireNonNegative(double? value, string name)
    {
        if (!(value >= 0)) throw new ArgumentException($"Invalid {name}: {value}; it must not be negative");
    }

    private protected static void RequireFraction(double? value, string name)
    {
        if (!(value >= 0 && value < 1)) throw new ArgumentException($"Invalid {name}: {value}; it must be in [0, 1)");
    }
}

/// <summary>Parameters that share options.</summary>
public class ParamGroup : ILearningRateController
{
    public IEnumerable<Parameter> Parameters { get; set; } = [];

    /// <summary>Null, for all of the optimizer's own, until the group joins one.</summary>
    public OptimizerOptions Options { get; set; } = null!;

    public double LearningRate
    {
        get => Options.LearningRate!.Value;
        set => Options.LearningRate = value;
    }

    public double InitialLearningRate
    {
        get => Options.InitialLearningRate;
        set => Options.InitialLearningRate = value;
    }
}

public class ParamGroup<TOptions> : ParamGroup where TOptions : OptimizerOptions
{
    public ParamGroup() { }

    public ParamGroup(IEnumerable<Parameter> parameters, TOptions? options = null)
    {
        Parameters = parameters;
        base.Options = options!;
    }

    public new TOptions Options
    {
        get => (TOptions)base.Options;
        set => base.Options = value;
    }
}
