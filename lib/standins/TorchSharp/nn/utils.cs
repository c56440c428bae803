using TorchSharp.Modules;
using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class utils
        {
            /// <summary>Scales gradients down so that their norm, as of one vector, is at most <paramref name="max_norm"/>.</summary>
            /// <param name="tensors">Parameters; those without a gradient are passed over.</param>
            /// <param name="max_norm">Gradients of a smaller norm stay as they are.</param>
            /// <param name="norm_type">The p of the p-norm; infinity for the largest magnitude.</param>
            /// <returns>The norm before.</returns>
            public static double clip_grad_norm_(IEnumerable<Parameter> tensors, double max_norm, double norm_type = 2)
            {
                using var _ = no_grad();
                using var scope = NewDisposeScope();
                Tensor[] grads = [.. tensors.Select(p => p.grad).Where(grad => grad is not null)!];
                if (grads.Length == 0) return 0;

                var device = grads[0].device;
                var norms = grads.Select(grad => Norm(grad).to(device));
                var norm = Norm(stack(norms));
                var scale = (max_norm / (norm + 1e-6)).clamp_max_(1.0);
                foreach (var grad in grads) grad.mul_(scale.to(grad.device));
                return norm.ToDouble();

                Tensor Norm(Tensor tensor) => Aten.linalg_vector_norm(tensor, norm_type, null, false, null);
            }

            /// <summary>Limits every element of the gradients to [-<paramref name="clip_value"/>, <paramref name="clip_value"/>].</summary>
            public static void clip_grad_value_(IEnumerable<Parameter> tensors, double clip_value)
            {
                using var _ = no_grad();
                foreach (var parameter in tensors)
                {
                    using var grad = parameter.grad;
                    grad?.clamp_((-clip_value).ToScalar(), clip_value.ToScalar());
                }
            }

            /// <summary>The elements of all parameters, in order, as one vector.</summary>
            public static Tensor parameters_to_vector(IEnumerable<Parameter> tensors)
            {
                using var scope = NewDisposeScope();
                return cat([.. tensors.Select(p => p.reshape(-1))]).MoveToOuterDisposeScope();
            }

            /// <summary>Copies consecutive parts of a vector into parameters.</summary>
            /// <exception cref="ArgumentException">The vector is not as long as the parameters together.</exception>
            public static void vector_to_parameters(Tensor vec, IEnumerable<Parameter> tensors)
            {
                using var _ = no_grad();
                using var scope = NewDisposeScope();
                Parameter[] parameters = [.. tensors];
                var needed = parameters.Sum(p => p.numel());
                if (vec.numel() != needed) throw new ArgumentException($"a vector of {vec.numel()} elements for parameters of {needed}");
                var parts = vec.split(parameters.Select(p => p.numel()).ToArray());
                foreach (var (parameter, part) in parameters.Zip(parts)) parameter.copy_(part.view(parameter.shape));
            }
        }
    }
}
