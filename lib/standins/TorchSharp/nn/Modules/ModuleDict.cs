using System.Collections;
using System.Diagnostics.CodeAnalysis;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>Modules by name, registered under their names, in the order in which they were added.</summary>
public class ModuleDict<T> : Module, IEnumerable<(string, T)> where T : Module
{
    readonly OrderedDictionary<string, T> items = [];

    public ModuleDict() : base("ModuleDict") { }

    public int Count => items.Count;

    public T this[string key]
    {
        get => items[key];
        set
        {
            Remove(key);
            Add(key, value);
        }
    }

    public void Add(string key, T value)
    {
        register_module(key, value);
        items.Add(key, value);
    }

    public bool Remove(string key)
    {
        register_module(key, null);
        return items.Remove(key);
    }

    public bool ContainsKey(string key) => items.ContainsKey(key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out T value) => items.TryGetValue(key, out value);

    public IEnumerable<string> keys() => items.Keys;

    public IEnumerable<T> values() => items.Values;

    public IEnumerator<(string, T)> GetEnumerator() => items.Select(item => (item.Key, item.Value)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
