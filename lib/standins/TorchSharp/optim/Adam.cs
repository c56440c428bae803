using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Adam (Kingma and Ba 2015): steps scaled by running moments of the gradient; weight decay adds to the gradient.</summary>
public class Adam : OptimizerHelper
{
    public Adam(IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8,
        double weight_decay = 0, bool amsgrad = false, bool maximize = false)
        : this([new ParamGroup { Parameters = parameters }], lr, beta1, beta2, eps, weight_decay, amsgrad, maximize) { }

    public Adam(IEnumerable<ParamGroup> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8,
        double weight_decay = 0, bool amsgrad = false, bool maximize = false)
        : base(parameters, new ParamGroup([], lr, beta1, beta2, eps, weight_decay, amsgrad, maximize).Options) { }

    private protected override OptimizerState NewState() => new AdamState();

    private protected override void Update(Parameter parameter, Tensor grad, OptimizerOptions options)
    {
        var o = (Options)options;
        var lr = o.LearningRate!.Value;
        if (o.maximize!.Value) grad = -grad;
        if (o.weight_decay != 0) grad = grad.add(parameter, o.weight_decay!.Value);
        ((AdamState)StateOf(parameter)).Update(parameter, grad, lr, o.beta1!.Value, o.beta2!.Value, o.eps!.Value, o.amsgrad!.Value);
    }

    public class Options : OptimizerOptions
    {
        public double? beta1;
        public double? beta2;
        public double? eps;
        public double? weight_decay;
        public bool? amsgrad;
        public bool? maximize;

        internal override void Validate()
        {
            base.Validate();
            RequireFraction(beta1, "beta1");
            RequireFraction(beta2, "beta2");
            RequireNonNegative(eps, "eps");
            RequireNonNegative(weight_decay, "weight decay");
        }
    }

    public class ParamGroup : ParamGroup<Options>
    {
        public ParamGroup() { }

        public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options) { }

        public ParamGroup(IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999,
            double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
            : base(parameters, new()
            {
                LearningRate = lr, beta1 = beta1, beta2 = beta2, eps = eps, weight_decay = weight_decay, amsgrad = amsgrad,
                maximize = maximize,
            }) { }
    }
}
