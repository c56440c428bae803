using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>An optimizer with options of its own and a state for each parameter.</summary>
public abstract partial class OptimizerHelper : optim.Optimizer
{
    readonly OptimizerOptions defaults;
    readonly Dictionary<Parameter, OptimizerState> states = new(ReferenceEqualityComparer.Instance);

    private protected OptimizerHelper(IEnumerable<ParamGroup> groups, OptimizerOptions defaults)
    {
        defaults.Validate();
        this.defaults = defaults;
        foreach (var group in groups) add_param_group(group);
    }

    private protected abstract OptimizerState NewState();

    private protected OptimizerState StateOf(Parameter parameter) => states[parameter];

    public override void add_param_group(ParamGroup param_group)
    {
        var options = param_group.Options?.Clone() ?? defaults.Clone();
        if (options.GetType() != defaults.GetType())
            throw new ArgumentException($"a group of {GetType().Name} cannot have {options.GetType().DeclaringType?.Name} options");
        options.FillFrom(defaults);
        options.Validate();
        options.InitialLearningRate = options.LearningRate!.Value;
        base.add_param_group(param_group);
        param_group.Options = options;
        foreach (var parameter in param_group.Parameters) states.Add(parameter, NewState());
    }

    public virtual StateDictionary state_dict()
    {
        var dictionary = new StateDictionary();
        foreach (var group in _parameter_groups)
        {
            dictionary.Options.Add(group.Options);
            dictionary.StateIndexRef.Add([.. Enumerable.Range(dictionary.State.Count, group.Parameters.Count())]);
            dictionary.State.AddRange(group.Parameters.Select(StateOf));
        }
        return dictionary;
    }

    /// <summary>Copies the options and states of an optimizer of the same kind over groups of the same sizes.</summary>
    /// <exception cref="ArgumentException">The groups differ in number, size, kind or a tensor's shape.</exception>
    public virtual void load_state_dict(StateDictionary state_dict)
    {
        RequireGroups([.. state_dict.StateIndexRef.Select(group => group.Count)]);
        foreach (var (group, options) in _parameter_groups.Zip(state_dict.Options))
            if (options.GetType() != group.Options.GetType())
                throw new ArgumentException($"the state is of {options.GetType().DeclaringType?.Name}, not of {GetType().Name}");
        foreach (var (parameter, state) in parameters().Zip(state_dict.State)) state.RequireFit(parameter);
        foreach (var (group, options) in _parameter_groups.Zip(state_dict.Options)) group.Options = options.Clone();
        foreach (var (parameter, state) in parameters().Zip(state_dict.State)) StateOf(parameter).CopyFrom(state, parameter.device);
    }

    void RequireGroups(int[] sizes)
    {
        int[] own = [.. _parameter_groups.Select(group => group.Parameters.Count())];
        if (!own.SequenceEqual(sizes))
            throw new ArgumentException(
                $"the state has groups of [{string.Join(", ", sizes)}] parameters, the optimizer of [{string.Join(", ", own)}]");
    }

    /// <summary>Moves the states to a device; the parameters stay where they are.</summary>
    public void to(Device device)
    {
        foreach (var state in states.Values) state.CopyFrom(state, device);
    }

    protected override void Dispose(bool disposing)
    {
        if (!disposing) return;
        foreach (var state in states.Values) state.Dispose();
        states.Clear();
    }
}
