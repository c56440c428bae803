using System.Reflection;
using System.Runtime.CompilerServices;
using TorchSharp.Modules;
using TorchSharp.Native;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>The base of every layer and model: a tree of named parameters, buffers and submodules.</summary>
        /// <remarks>
        /// A model keeps its layers, parameters and buffers in fields and ends its constructor with
        /// <see cref="RegisterComponents"/>, which registers them under the fields' names.
        /// </remarks>
        public partial class Module : IDisposable
        {
            readonly OrderedDictionary<string, Parameter> ownParameters = [];
            readonly OrderedDictionary<string, (Tensor Tensor, bool Persistent)> ownBuffers = [];
            readonly OrderedDictionary<string, Module> ownModules = [];
            bool componentsRegistered;

            protected string name;

            protected Module(string name) => this.name = name;

            public virtual string GetName() => name;

            /// <summary>Registers every field that holds a module, a parameter or a tensor (a buffer).</summary>
            /// <remarks>
            /// The name is the field's, or its <see cref="ComponentNameAttribute"/>'s; the order is the fields'.
            /// A name that is registered already stays as it is.
            /// </remarks>
            protected virtual void RegisterComponents()
            {
                if (componentsRegistered) return;
                componentsRegistered = true;
                foreach (var field in FieldsOf(GetType()))
                {
                    var component = field.GetCustomAttribute<ComponentNameAttribute>()?.Name ?? field.Name;
                    if (ownModules.ContainsKey(component) || ownParameters.ContainsKey(component) || ownBuffers.ContainsKey(component)) continue;
                    switch (field.GetValue(this))
                    {
                        case Module module: register_module(component, module); break;
                        case Parameter parameter: register_parameter(component, parameter); break;
                        case Tensor tensor: register_buffer(component, tensor); break;
                    }
                }
            }

            /// <summary>Instance fields, those of the most derived class first; what a built-in layer's properties hold, these register.</summary>
            static IEnumerable<FieldInfo> FieldsOf(Type type)
            {
                var seen = new HashSet<string>();
                for (var current = type; current != typeof(Module); current = current.BaseType!)
                {
                    foreach (var field in current.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
                    {
                        var owned = field.DeclaringType!.Assembly == typeof(Module).Assembly && field.IsDefined(typeof(CompilerGeneratedAttribute));
                        if (!owned && field.DeclaringType != typeof(Module) && seen.Add(field.Name)) yield return field;
                    }
                }
            }

            /// <exception cref="ArgumentNullException">The parameter is null or disposed.</exception>
            /// <exception cref="InvalidOperationException">The name is taken.</exception>
            public virtual void register_parameter(string name, Parameter param)
            {
                if (param is null || param.IsInvalid)
                    throw new ArgumentNullException(nameof(param), $"{GetName()}: the parameter '{name}' is null or disposed.");
                if (!ownParameters.TryAdd(name, param))
                    throw new InvalidOperationException($"{GetName()}: parameter '{name}' is already registered.");
            }

            /// <param name="persistent">Whether <see cref="state_dict"/> holds it.</param>
            /// <exception cref="ArgumentNullException">The tensor is null or disposed.</exception>
            /// <exception cref="InvalidOperationException">The name is taken.</exception>
            public virtual void register_buffer(string name, Tensor tensor, bool persistent = true)
            {
                if (tensor is null || tensor.IsInvalid)
                    throw new ArgumentNullException(nameof(tensor), $"{GetName()}: the buffer '{name}' is null or disposed.");
                if (!ownBuffers.TryAdd(name, (tensor, persistent)))
                    throw new InvalidOperationException($"{GetName()}: buffer '{name}' is already registered.");
            }

            /// <summary>Registers a child, and the child's own fields if it has not registered them itself.</summary>
            /// <param name="submodule">The child; null removes the one of that name.</param>
            /// <exception cref="ArgumentException">The name is empty or has a dot.</exception>
            /// <exception cref="InvalidOperationException">The name is taken.</exception>
            public virtual void register_module(string name, Module? submodule)
            {
                if (submodule is null)
                {
                    ownModules.Remove(name);
                    return;
                }
                if (name.Length == 0 || name.Contains('.'))
                    throw new ArgumentException($"{GetName()}: '{name}' cannot name a submodule: it must not be empty or have a dot.", nameof(name));
                if (ownModules.ContainsKey(name))
                    throw new InvalidOperationException($"{GetName()}: submodule '{name}' is already registered.");
                submodule.RegisterComponents();
                ownModules.Add(name, submodule);
            }

            public void add_module(string name, Module module) => register_module(name, module);

            protected void ClearModules() => ownModules.Clear();

            /// <summary>The setter of a built-in layer's parameter: disposes the old one, and owns and registers the new one.</summary>
            private protected Parameter? Own(string name, Parameter? old, Parameter? value)
            {
                if (!Adopt(old, value)) return old;
                if (value is null) ownParameters.Remove(name);
                else ownParameters[name] = value;
                return value;
            }

            /// <summary>The setter of a built-in layer's buffer: disposes the old one, and owns and registers the new one.</summary>
            private protected Tensor? Own(string name, Tensor? old, Tensor? value)
            {
                if (!Adopt(old, value)) return old;
                if (value is null) ownBuffers.Remove(name);
                else ownBuffers[name] = (value, true);
                return value;
            }

            /// <summary>A built-in layer's tensors outlive the scope they were made in.</summary>
            static bool Adopt(Tensor? old, Tensor? value)
            {
                if (ReferenceEquals(old, value)) return false;
                old?.Dispose();
                value?.DetachFromDisposeScope();
                return true;
            }

            /// <summary>A parameter without values, outside every scope; of the default type and on the default device unless stated.</summary>
            private protected static Parameter NewParameter(long[] shape, Device? device, ScalarType? dtype) =>
                (Parameter)new Parameter(empty(shape, dtype, device)).DetachFromDisposeScope();

            /// <summary>Disposes the parameters and buffers of this module and its submodules.</summary>
            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                if (!disposing) return;
                foreach (var parameter in ownParameters.Values) parameter.Dispose();
                foreach (var (buffer, _) in ownBuffers.Values) buffer.Dispose();
                foreach (var module in ownModules.Values) module.Dispose();
            }
        }
    }
}
