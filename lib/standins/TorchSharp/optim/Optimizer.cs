using System.Diagnostics.CodeAnalysis;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>Something whose learning rate a scheduler sets: a parameter group.</summary>
        public interface ILearningRateController
        {
            double LearningRate { get; set; }

            /// <summary>The rate that schedules start from.</summary>
            double InitialLearningRate { get; set; }
        }

        /// <summary>Updates parameters from their gradients.</summary>
        public abstract class Optimizer : IDisposable
        {
            protected IList<ParamGroup> _parameter_groups = [];

            private protected Optimizer() { }

            /// <summary>Moves every parameter that has a gradient one step.</summary>
            /// <param name="closure">Computes the loss and its gradients anew; called before the step.</param>
            /// <returns>The loss of <paramref name="closure"/>.</returns>
            [return: NotNullIfNotNull(nameof(closure))]
            public virtual Tensor? step(Func<Tensor>? closure = null)
            {
                Tensor? loss = null;
                if (closure is not null)
                    using (enable_grad()) loss = closure();
                using var _ = no_grad();
                foreach (var group in _parameter_groups)
                    foreach (var parameter in group.Parameters)
                        using (NewDisposeScope())
                            if (parameter.grad is { } grad) Update(parameter, grad, group.Options);
                return loss;
            }

            /// <summary>Moves one parameter, under no_grad and in a dispose scope.</summary>
            private protected abstract void Update(Parameter parameter, Tensor grad, OptimizerOptions options);

            /// <summary>Fills the gradients that parameters have with zeros.</summary>
            public virtual void zero_grad()
            {
                foreach (var parameter in parameters())
                {
                    using var grad = parameter.grad;
                    if (grad is not null) grad.zero_();
                }
            }

            /// <summary>The parameters of every group, in order.</summary>
            public virtual IEnumerable<Parameter> parameters() => _parameter_groups.SelectMany(g => g.Parameters);

            public virtual IEnumerable<ILearningRateController> ParamGroups => _parameter_groups;

            /// <summary>Adds parameters; options that the group leaves unset are the optimizer's.</summary>
            /// <exception cref="ArgumentException">A parameter is in a group already, or an option is out of its range.</exception>
            public virtual void add_param_group(ParamGroup param_group)
            {
                param_group.Parameters = [.. param_group.Parameters];
                var known = parameters().ToHashSet<Parameter>(ReferenceEqualityComparer.Instance);
                if (!param_group.Parameters.All(known.Add))
                    throw new ArgumentException("some parameters appear in more than one parameter group");
                _parameter_groups.Add(param_group);
            }

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing) { }

            /// <summary>What an optimizer must remember to continue: options of each group, state of each parameter.</summary>
            /// <remarks>It refers to the optimizer's own values, which the next step changes.</remarks>
            public class StateDictionary
            {
                internal StateDictionary() { }

                /// <summary>One a group.</summary>
                public List<OptimizerOptions> Options { get; } = [];

                /// <summary>One a parameter, over all groups.</summary>
                public List<OptimizerState> State { get; } = [];

                /// <summary>Of each group, the positions of its parameters' states in <see cref="State"/>.</summary>
                public List<List<int>> StateIndexRef { get; } = [];
            }
        }
    }
}
