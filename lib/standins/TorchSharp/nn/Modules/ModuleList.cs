using System.Collections;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>A list of modules, registered under their places.</summary>
public class ModuleList<T> : Module, IList<T> where T : Module
{
    readonly List<T> items;

    public ModuleList(params T[] modules) : base("ModuleList")
    {
        items = [.. modules];
        Renumber();
    }

    public int Count => items.Count;

    public bool IsReadOnly => false;

    public T this[int index]
    {
        get => items[index];
        set
        {
            items[index] = value;
            Renumber();
        }
    }

    public void Add(T item)
    {
        register_module(Count.ToString(), item);
        items.Add(item);
    }

    public void append(params T[] parameters) => extend(parameters);

    public void extend(IEnumerable<T> modules)
    {
        foreach (var module in modules) Add(module);
    }

    public void Insert(int index, T item)
    {
        items.Insert(index, item);
        Renumber();
    }

    public void RemoveAt(int index)
    {
        items.RemoveAt(index);
        Renumber();
    }

    public bool Remove(T item)
    {
        var removed = items.Remove(item);
        Renumber();
        return removed;
    }

    public void Clear()
    {
        items.Clear();
        Renumber();
    }

    public int IndexOf(T item) => items.IndexOf(item);

    public bool Contains(T item) => items.Contains(item);

    public void CopyTo(T[] array, int arrayIndex) => items.CopyTo(array, arrayIndex);

    public IEnumerator<T> GetEnumerator() => items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    void Renumber()
    {
        ClearModules();
        for (int i = 0; i < items.Count; i++) register_module(i.ToString(), items[i]);
    }
}
