namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>Parameters and persistent buffers by dotted name, module by module; the tensors themselves, not copies.</summary>
            /// <param name="destination">Where to add them; a new dictionary when null.</param>
            /// <param name="prefix">What to put, with a dot, before each name.</param>
            public virtual Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
            {
                destination ??= [];
                var path = string.IsNullOrEmpty(prefix) ? "" : prefix + ".";
                foreach (var (name, parameter) in named_parameters(false)) destination.TryAdd(path + name, parameter);
                foreach (var (name, buffer) in named_buffers(false, false)) destination.TryAdd(path + name, buffer);
                foreach (var (name, module) in named_children()) module.state_dict(destination, path + name);
                return destination;
            }

            /// <summary>Copies values into the parameters and persistent buffers of the same names.</summary>
            /// <param name="strict">Whether a name found on one side only is an error.</param>
            /// <param name="skip">Names to leave alone.</param>
            /// <returns>Names that the source lacks, and names that the module lacks; <c>keyes</c> is TorchSharp's spelling.</returns>
            /// <exception cref="InvalidOperationException">
            /// A shape differs, or a name does where <paramref name="strict"/>; then nothing was copied, and the message lists all differences.
            /// </exception>
            public virtual (IList<string> missing_keys, IList<string> unexpected_keyes) load_state_dict(
                Dictionary<string, Tensor> source, bool strict = true, IList<string>? skip = null)
            {
                var target = state_dict();
                var fit = new StateFit(target, source, skip ?? [], typed: false);
                if (fit.Mismatched.Count > 0 || (strict && !fit.KeysAgree))
                    throw new InvalidOperationException(fit.Report(GetName(), "The state_dict"));
                CopyState(target, source, skip ?? []);
                return (fit.Missing, fit.Unexpected);
            }

            static void CopyState(Dictionary<string, Tensor> target, Dictionary<string, Tensor> source, IList<string> skip)
            {
                using var _ = no_grad();
                foreach (var (key, tensor) in target)
                {
                    if (source.TryGetValue(key, out var value) && !skip.Contains(key)) tensor.copy_(value);
                }
            }

            /// <summary>Writes the state_dict in TorchSharp's own format; the file appears only when it is whole.</summary>
            public Module save(string location, IList<string>? skip = null)
            {
                StateFile.Create(location, writer => save(writer, skip));
                return this;
            }

            /// <summary>Writes the state_dict and closes the stream.</summary>
            public Module save(Stream stream, IList<string>? skip = null)
            {
                using var writer = new BinaryWriter(stream);
                return save(writer, skip);
            }

            public Module save(BinaryWriter writer, IList<string>? skip = null)
            {
                save_state_dict(writer, state_dict(), skip);
                return this;
            }

            /// <param name="skip">Names to leave out.</param>
            public static void save_state_dict(BinaryWriter writer, Dictionary<string, Tensor> sd, IList<string>? skip = null) =>
                StateFile.Write(writer, sd.Where(entry => skip?.Contains(entry.Key) != true).ToList());

            /// <summary>Reads a file that <see cref="save(string, IList{string}?)"/> wrote into the parameters and buffers.</summary>
            /// <param name="strict">Whether a name found on one side only is an error.</param>
            /// <param name="skip">Names to leave alone.</param>
            /// <param name="loadedParameters">Takes every name of the file, with whether the module has it.</param>
            /// <exception cref="ArgumentException">A shape or type differs, or a name does where <paramref name="strict"/>.</exception>
            /// <exception cref="InvalidDataException">The file is cut short or of another format.</exception>
            public virtual Module load(string location, bool strict = true, IList<string>? skip = null,
                Dictionary<string, bool>? loadedParameters = null)
            {
                using var reader = new BinaryReader(File.OpenRead(location));
                return Load(reader, location, strict, skip, loadedParameters);
            }

            /// <summary>Reads a state_dict and closes the stream.</summary>
            public Module load(Stream stream, bool strict = true, IList<string>? skip = null,
                Dictionary<string, bool>? loadedParameters = null)
            {
                using var reader = new BinaryReader(stream);
                return load(reader, strict, skip, loadedParameters);
            }

            public virtual Module load(BinaryReader reader, bool strict = true, IList<string>? skip = null,
                Dictionary<string, bool>? loadedParameters = null) =>
                Load(reader, "The stream", strict, skip, loadedParameters);

            Module Load(BinaryReader reader, string location, bool strict, IList<string>? skip, Dictionary<string, bool>? loadedParameters)
            {
                using var scope = NewDisposeScope();
                var target = state_dict();
                var source = StateFile.Read(reader, location);
                var fit = new StateFit(target, source, skip ?? [], typed: true);
                if (fit.Mismatched.Count > 0 || (strict && !fit.KeysAgree))
                    throw new ArgumentException(fit.Report(GetName(), location));
                CopyState(target, source, skip ?? []);
                foreach (var key in source.Keys) loadedParameters?.Add(key, target.ContainsKey(key));
                return this;
            }

            /// <summary>Makes a module and reads its parameters and buffers from a file.</summary>
            public static Module Create<T>(string path) where T : Module, new() => new T().load(path);
        }
    }
}
