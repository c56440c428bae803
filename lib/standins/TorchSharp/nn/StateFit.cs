using System.Text;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>How the entries of a state_dict fit the parameters and buffers they are meant for.</summary>
internal sealed class StateFit
{
    public List<string> Missing { get; } = [];
    public List<string> Unexpected { get; } = [];
    public List<string> Mismatched { get; } = [];

    /// <param name="skip">Names left out of the comparison on both sides.</param>
    /// <param name="typed">Whether the element types must agree too.</param>
    public StateFit(Dictionary<string, Tensor> target, Dictionary<string, Tensor> source, IList<string> skip, bool typed)
    {
        foreach (var (key, expected) in target)
        {
            if (skip.Contains(key)) continue;
            if (!source.TryGetValue(key, out var found)) Missing.Add(key);
            else if (!expected.shape.SequenceEqual(found.shape) || (typed && expected.dtype != found.dtype))
                Mismatched.Add($"{key}: expected {Describe(expected, typed)}, found {Describe(found, typed)}");
        }
        Unexpected.AddRange(source.Keys.Where(key => !target.ContainsKey(key) && !skip.Contains(key)));
    }

    public bool KeysAgree => Missing.Count + Unexpected.Count == 0;

    /// <summary>Every difference, one a line.</summary>
    public string Report(string module, string source)
    {
        var text = new StringBuilder($"{source} does not fit the module {module}.");
        Append("missing from it", Missing);
        Append("unknown to the module", Unexpected);
        Append("of another shape or type", Mismatched);
        return text.ToString();

        void Append(string heading, List<string> lines)
        {
            if (lines.Count > 0) text.Append($"\n{lines.Count} {heading}:").AppendJoin("", lines.Select(line => $"\n  {line}"));
        }
    }

    static string Describe(Tensor tensor, bool typed) => $"{(typed ? $"{tensor.dtype} " : "")}[{string.Join(", ", tensor.shape)}]";
}
