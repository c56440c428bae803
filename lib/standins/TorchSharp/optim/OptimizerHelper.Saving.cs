using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <content>States in files: named tensors, the options as scalars.</content>
public abstract partial class OptimizerHelper
{
    string Kind => GetType().Name;

    /// <summary>Writes options and states; the file appears only when it is whole.</summary>
    public void save_state_dict(string location) => StateFile.Create(location, save_state_dict);

    public void save_state_dict(BinaryWriter writer)
    {
        using var scope = NewDisposeScope();
        var dictionary = state_dict();
        var entries = new List<KeyValuePair<string, Tensor>>();
        foreach (var (g, options) in dictionary.Options.Index())
        {
            Add($"groups.{g}.size", tensor((long)dictionary.StateIndexRef[g].Count));
            foreach (var (name, value) in options.Values) Add($"groups.{g}.{name}", tensor(value));
        }
        foreach (var (s, state) in dictionary.State.Index())
            foreach (var (name, value) in state.Values) Add($"state.{s}.{name}", value);
        StateFile.Write(writer, entries);

        void Add(string name, Tensor value) => entries.Add(new($"{Kind}.{name}", value));
    }

    /// <summary>Reads what <see cref="save_state_dict(string)"/> wrote for an optimizer of the same kind and groups.</summary>
    /// <exception cref="ArgumentException">The groups differ in number, size or a tensor's shape.</exception>
    /// <exception cref="InvalidDataException">The file is cut short, or not of this kind of optimizer.</exception>
    public void load_state_dict(string location)
    {
        using var reader = new BinaryReader(File.OpenRead(location));
        Load(reader, location);
    }

    public void load_state_dict(BinaryReader reader) => Load(reader, "The stream");

    void Load(BinaryReader reader, string location)
    {
        using var scope = NewDisposeScope();
        var entries = StateFile.Read(reader, location);
        if (entries.Keys.FirstOrDefault(key => !key.StartsWith($"{Kind}.")) is { } foreign)
            throw new InvalidDataException($"{location} is no state of {Kind}: it has '{foreign}'");

        var dictionary = new StateDictionary();
        for (int g = 0; Find($"groups.{g}.size") is { } size; g++)
        {
            var options = defaults.Clone();
            options.Set(name => Find($"groups.{g}.{name}")?.ToDouble()
                ?? throw new InvalidDataException($"{location} has no '{Kind}.groups.{g}.{name}'"));
            dictionary.Options.Add(options);
            dictionary.StateIndexRef.Add([.. Enumerable.Range(dictionary.State.Count, size.ToInt32())]);
            foreach (var s in dictionary.StateIndexRef[g])
            {
                var state = NewState();
                state.Set(name => Find($"state.{s}.{name}"));
                dictionary.State.Add(state);
            }
        }
        load_state_dict(dictionary);
        dictionary.State.ForEach(state => state.Dispose());

        Tensor? Find(string name) => entries.GetValueOrDefault($"{Kind}.{name}");
    }
}
