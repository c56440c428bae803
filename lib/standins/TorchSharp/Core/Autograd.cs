using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Accumulates the gradient of this scalar into every leaf it was computed from.</summary>
        public void backward() => autograd.backward([this]);

        public void backward(IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false) =>
            autograd.backward([this], grad_tensors, retain_graph, create_graph);
    }

    public static unsafe class autograd
    {
        /// <summary>Accumulates gradients of <paramref name="tensors"/> into the leaves they were computed from.</summary>
        /// <param name="tensors">Outputs to differentiate; without <paramref name="grad_tensors"/>, scalars.</param>
        /// <param name="grad_tensors">What each output's gradient is taken with, of the output's shape.</param>
        public static void backward(IList<Tensor> tensors, IList<Tensor>? grad_tensors = null, bool? retain_graph = null,
            bool create_graph = false)
        {
            fixed (nint* outputs = Handles(tensors), grads = Handles(grad_tensors))
            {
                var status = NativeMethods.ft_backward(outputs, tensors.Count, grads, grad_tensors?.Count ?? 0,
                    retain_graph ?? create_graph ? 1 : 0, create_graph ? 1 : 0);
                GC.KeepAlive(tensors);
                GC.KeepAlive(grad_tensors);
                NativeMethods.Check(status);
            }
        }

        public static void backward(Tensor tensor, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false) =>
            backward([tensor], grad_tensors, retain_graph, create_graph);

        public static void backward(Tensor tensor, Tensor grad_tensor, bool? retain_graph = null, bool create_graph = false) =>
            backward([tensor], [grad_tensor], retain_graph, create_graph);

        /// <summary>Gradients of <paramref name="outputs"/> with respect to <paramref name="inputs"/>, one an input.</summary>
        /// <returns>In the order of the inputs; null for an unused input where <paramref name="allow_unused"/>.</returns>
        public static IList<Tensor> grad(IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null,
            bool retain_graph = false, bool create_graph = false, bool allow_unused = false)
        {
            var result = new nint[inputs.Count];
            fixed (nint* o = Handles(outputs), i = Handles(inputs), g = Handles(grad_outputs), r = result)
            {
                var status = NativeMethods.ft_autograd_grad(o, outputs.Count, i, inputs.Count, g, grad_outputs?.Count ?? 0,
                    retain_graph ? 1 : 0, create_graph ? 1 : 0, allow_unused ? 1 : 0, r);
                GC.KeepAlive(outputs);
                GC.KeepAlive(inputs);
                GC.KeepAlive(grad_outputs);
                NativeMethods.Check(status);
            }
            return Array.ConvertAll(result, h => h == 0 ? null! : new Tensor(h, 0));
        }

        static nint[] Handles(IList<Tensor>? tensors) => tensors is null ? [] : [.. tensors.Select(t => t.Handle)];
    }

    /// <summary>Operators record nothing for a backward pass until the result is disposed.</summary>
    public static IDisposable no_grad() => new GradMode(false);

    public static IDisposable enable_grad(bool enabled = true) => new GradMode(enabled);

    public static IDisposable set_grad_enabled(bool mode = true) => new GradMode(mode);

    public static bool is_grad_enabled() => NativeMethods.ft_grad_mode() != 0;

    /// <summary>Like <see cref="no_grad"/>, and the results can never take part in autograd.</summary>
    public static IDisposable inference_mode(bool mode = true) => new InferenceMode(mode);

    public static bool is_inference_mode_enabled() => NativeMethods.ft_inference_mode() != 0;

    sealed class GradMode : IDisposable
    {
        readonly int before = NativeMethods.ft_grad_mode();

        public GradMode(bool enabled) => NativeMethods.ft_set_grad_mode(enabled ? 1 : 0);

        public void Dispose() => NativeMethods.ft_set_grad_mode(before);
    }

    sealed class InferenceMode(bool enabled) : IDisposable
    {
        nint guard = NativeMethods.ft_inference_begin(enabled ? 1 : 0);

        public void Dispose()
        {
            if (Interlocked.Exchange(ref guard, 0) is var open and not 0) NativeMethods.ft_inference_end(open);
        }
    }
}
