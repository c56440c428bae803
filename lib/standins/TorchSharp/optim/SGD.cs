using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Stochastic gradient descent with momentum (Sutskever et al. 2013, in PyTorch's form).</summary>
public class SGD : OptimizerHelper
{
    public SGD(IEnumerable<Parameter> parameters, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0,
        bool nesterov = false, bool maximize = false)
        : this([new ParamGroup { Parameters = parameters }], lr, momentum, dampening, weight_decay, nesterov, maximize) { }

    public SGD(IEnumerable<ParamGroup> parameters, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0,
        bool nesterov = false, bool maximize = false)
        : base(parameters, new ParamGroup([], lr, momentum, dampening, weight_decay, nesterov, maximize).Options) { }

    private protected override OptimizerState NewState() => new State();

    private protected override void Update(Parameter parameter, Tensor grad, OptimizerOptions options)
    {
        var o = (Options)options;
        if (o.maximize!.Value) grad = -grad;
        if (o.weight_decay != 0) grad = grad.add(parameter, o.weight_decay!.Value);
        if (o.momentum is { } momentum and not 0)
        {
            var state = (State)StateOf(parameter);
            if (state.MomentumBuffer is { } buffer) buffer.mul_(momentum.ToScalar()).add_(grad, 1 - o.dampening!.Value);
            else state.MomentumBuffer = buffer = grad.clone();
            grad = o.nesterov!.Value ? grad.add(buffer, momentum) : buffer;
        }
        parameter.add_(grad, -o.LearningRate!.Value);
    }

    internal sealed class State() : OptimizerState(slots: 1)
    {
        public Tensor? MomentumBuffer { get => this[0]; set => this[0] = value; }
    }

    public class Options : OptimizerOptions
    {
        public double? momentum;
        public double? dampening;
        public double? weight_decay;
        public bool? nesterov;
        public bool? maximize;

        internal override void Validate()
        {
            base.Validate();
            RequireNonNegative(momentum, "momentum");
            RequireNonNegative(weight_decay, "weight decay");
            if (nesterov!.Value && (momentum == 0 || dampening != 0))
                throw new ArgumentException("Nesterov momentum requires a momentum and zero dampening");
        }
    }

    public class ParamGroup : ParamGroup<Options>
    {
        public ParamGroup() { }

        public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options) { }

        public ParamGroup(IEnumerable<Parameter> parameters, double lr = 1e-3, double momentum = 0, double dampening = 0,
            double weight_decay = 0, bool nesterov = false, bool maximize = false)
            : base(parameters, new()
            {
                LearningRate = lr, momentum = momentum, dampening = dampening, weight_decay = weight_decay, nesterov = nesterov,
                maximize = maximize,
            }) { }
    }
}
