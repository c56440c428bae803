using TorchSharp.Native;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>Modules one after the other, named by their place unless a name is given.</summary>
public class Sequential : Module<Tensor, Tensor>
{
    readonly List<(string Name, IModule<Tensor, Tensor> Module)> steps = [];

    protected internal Sequential(params (string name, Module<Tensor, Tensor> submodule)[] modules) : base(nameof(Sequential))
    {
        foreach (var (name, module) in modules) append(name, module);
    }

    protected internal Sequential(params Module<Tensor, Tensor>[] modules) : base(nameof(Sequential))
    {
        foreach (var module in modules) append(module);
    }

    public int Count => steps.Count;

    public IModule<Tensor, Tensor> this[int index] => steps[index].Module;

    /// <summary>The modules from one place to before another, shared with this one.</summary>
    public Sequential this[(int? start, int? end) index] =>
        this[(index.start ?? 0)..(index.end ?? Count)];

    public Sequential this[Range index]
    {
        get
        {
            var part = new Sequential(Array.Empty<Module<Tensor, Tensor>>());
            foreach (var (name, module) in steps[index]) part.append(name, module);
            return part;
        }
    }

    public Sequential append(IModule<Tensor, Tensor> module) => append(Count.ToString(), module);

    public Sequential append(string name, IModule<Tensor, Tensor> module)
    {
        register_module(name, (Module)module);
        steps.Add((name, module));
        return this;
    }

    public override Tensor forward(Tensor tensor)
    {
        if (Count == 0) return Aten.alias(tensor);
        var current = tensor;
        foreach (var (_, module) in steps)
        {
            var next = module.call(current);
            if (!ReferenceEquals(current, tensor) && !ReferenceEquals(current, next)) current.Dispose();
            current = next;
        }
        return current;
    }
}
