using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Fovea.Runner.Commands;

/// <summary>Parameters as given: each name with one value, or with several to be swept.</summary>
internal sealed partial class ParameterSet
{
    private readonly Dictionary<string, IReadOnlyList<string>> values = new(StringComparer.Ordinal);

    public IReadOnlyCollection<string> Names => values.Keys;

    /// <summary>Adds <c>name=value</c> or <c>name=a,b,c</c>; <c>\,</c> is a comma within a value.</summary>
    public void AddAssignment(string assignment)
    {
        if (assignment.Split('=', 2) is not [{ Length: > 0 } name, var value])
            throw new UsageException($"-p {assignment}: expected NAME=VALUE, or NAME=A,B,C to sweep");
        Add(name, [.. Separator().Split(value).Select(part => part.Replace("\\,", ","))], "-p");
    }

    /// <summary>Adds one value.</summary>
    /// <param name="source">Where it comes from, for messages.</param>
    public void Add(string name, IReadOnlyList<string> given, string source)
    {
        if (!values.TryAdd(name, given))
            throw new UsageException($"{source}: the parameter '{name}' is given twice");
    }

    /// <summary>Adds a YAML mapping of names to values or lists; what is there already is left as it is.</summary>
    public void AddFile(string path)
    {
        var yaml = new YamlStream();
        try
        {
            using var reader = File.OpenText(path);
            yaml.Load(reader);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--params {path}: {e.Message}");
        }
        catch (YamlException e)
        {
            throw new UsageException($"{path}:{e.Start.Line}: {e.Message}");
        }
        catch (InvalidOperationException)
        {
            throw new UsageException($"{path}: not YAML"); // what the parser throws for an unclosed list
        }
        if (yaml.Documents.Count == 0)
            return;
        if (yaml.Documents[0].RootNode is not YamlMappingNode mapping)
            throw new UsageException($"{path}: expected a mapping of parameter names to values");
        foreach (var (key, node) in mapping.Children)
            values.TryAdd(Scalar(key), node is YamlSequenceNode list ? [.. list.Select(Scalar)] : [Scalar(node)]);

        string Scalar(YamlNode node) => node is YamlScalarNode { Value: { } text }
            ? text
            : throw new UsageException($"{path}:{node.Start.Line}: expected a value or a list of values, found {(node is YamlMappingNode ? "a mapping" : "a list in a list")}");
    }

    /// <summary>Every combination of the values of the named parameters, the last name varying fastest.</summary>
    /// <returns>The values, and a suffix for the outputs' names that tells combinations apart.</returns>
    public IReadOnlyList<(IReadOnlyDictionary<string, string> Values, string Suffix)> Combinations(Func<string, bool> isWanted)
    {
        IEnumerable<(Dictionary<string, string> Values, string Suffix)> combinations = [([], "")];
        foreach (var (name, choices) in values.Where(entry => isWanted(entry.Key)))
            combinations = combinations.SelectMany(_ => choices, (so, choice) =>
                (new Dictionary<string, string>(so.Values) { [name] = choice }, choices.Count > 1 ? $"{so.Suffix}.{name}={choice}" : so.Suffix));
        return [.. combinations.Select(so => ((IReadOnlyDictionary<string, string>)so.Values, Unsafe().Replace(so.Suffix, "_")))];
    }

    [GeneratedRegex(@"(?<!\\),")]
    private static partial Regex Separator();

    // Characters that a file name or a link to it would have to escape.
    [GeneratedRegex(@"[^A-Za-z0-9._=+-]")]
    private static partial Regex Unsafe();
}
