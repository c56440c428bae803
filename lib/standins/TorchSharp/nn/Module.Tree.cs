using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>Whether layers such as dropout and batch normalisation behave as in training.</summary>
            public virtual bool training { get; private set; } = true;

            /// <summary>Switches this module and all below it to training or evaluation.</summary>
            public virtual void train(bool train = true)
            {
                training = train;
                foreach (var (_, module) in named_children()) module.train(train);
            }

            public virtual void eval() => train(false);

            /// <summary>Parameters with their dotted names, each once: own ones first, then each submodule's.</summary>
            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true)
            {
                var seen = new HashSet<nint>();
                foreach (var (name, parameter) in ownParameters)
                {
                    if (!parameter.IsInvalid && seen.Add(parameter.Handle)) yield return (name, parameter);
                }
                if (!recurse) yield break;
                foreach (var (child, module) in ownModules)
                {
                    foreach (var (name, parameter) in module.named_parameters())
                    {
                        if (seen.Add(parameter.Handle)) yield return ($"{child}.{name}", parameter);
                    }
                }
            }

            public virtual IEnumerable<Parameter> parameters(bool recurse = true) => named_parameters(recurse).Select(p => p.parameter);

            /// <summary>Buffers with their dotted names, each once: own ones first, then each submodule's.</summary>
            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true)
            {
                var seen = new HashSet<nint>();
                foreach (var (name, (buffer, persistent)) in ownBuffers)
                {
                    if ((persistent || include_nonpersistent) && !buffer.IsInvalid && seen.Add(buffer.Handle)) yield return (name, buffer);
                }
                if (!recurse) yield break;
                foreach (var (child, module) in ownModules)
                {
                    foreach (var (name, buffer) in module.named_buffers(true, include_nonpersistent))
                    {
                        if (seen.Add(buffer.Handle)) yield return ($"{child}.{name}", buffer);
                    }
                }
            }

            public virtual IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true) =>
                named_buffers(recurse, include_nonpersistent).Select(b => b.buffer);

            public virtual IEnumerable<(string name, Module module)> named_children() => ownModules.Select(m => (m.Key, m.Value));

            public virtual IEnumerable<Module> children() => named_children().Select(m => m.module);

            /// <summary>All modules below this one with their dotted names: the children, then what is below each.</summary>
            public virtual IEnumerable<(string name, Module module)> named_modules()
            {
                foreach (var (child, module) in ownModules) yield return (child, module);
                foreach (var (child, module) in ownModules)
                {
                    foreach (var (name, grandchild) in module.named_modules()) yield return ($"{child}.{name}", grandchild);
                }
            }

            public virtual IEnumerable<Module> modules() => named_modules().Select(m => m.module);

            /// <param name="target">A dotted name, such as <c>encoder.layers.0.linear1.weight</c>.</param>
            /// <returns>The parameter; null where there is none of that name.</returns>
            public virtual Parameter? get_parameter(string target) =>
                Owner(target, out var name)?.ownParameters.GetValueOrDefault(name);

            /// <param name="target">A dotted name, such as <c>backbone.bn1.running_mean</c>.</param>
            /// <returns>The buffer; null where there is none of that name.</returns>
            public virtual Tensor? get_buffer(string target) =>
                Owner(target, out var name)?.ownBuffers.GetValueOrDefault(name).Tensor;

            public virtual bool has_parameter(string target) => get_parameter(target) is not null;

            public virtual bool has_buffer(string target) => get_buffer(target) is not null;

            /// <summary>Follows a dotted name down to the module that owns its last part.</summary>
            Module? Owner(string target, out string last)
            {
                var parts = target.Split('.');
                last = parts[^1];
                Module? module = this;
                foreach (var part in parts[..^1]) module = module?.ownModules.GetValueOrDefault(part);
                return module;
            }

            /// <summary>Calls <paramref name="fn"/> on every module below this one, children before parents, and on this one last.</summary>
            public virtual Module apply(Action<Module> fn)
            {
                foreach (var (_, module) in named_children()) module.apply(fn);
                fn(this);
                return this;
            }

            /// <summary>Forgets the gradients of all parameters.</summary>
            /// <param name="set_to_none">Whether a gradient is dropped rather than filled with zeros.</param>
            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (var parameter in parameters())
                {
                    using var grad = parameter.grad;
                    if (grad is null) continue;
                    if (set_to_none) parameter.grad = null;
                    else grad.zero_();
                }
            }
        }
    }
}
