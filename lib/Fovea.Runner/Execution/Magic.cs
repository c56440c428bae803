using System.Text;

namespace Fovea.Runner.Execution;

/// <summary>A magic command: <c>#!name</c>, then positional arguments, <c>--option value</c> and <c>--flag</c>.</summary>
internal sealed record Magic(string Name, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Options)
{
    private static readonly string[] Flags = ["--byref"];

    /// <summary>Reads a line that starts with <c>#!</c>; double quotes keep spaces together.</summary>
    public static Magic Parse(string line)
    {
        var words = Words(line[2..]);
        var arguments = new List<string>();
        var options = new Dictionary<string, string>();
        for (var i = 1; i < words.Count; i++)
        {
            if (!words[i].StartsWith("--", StringComparison.Ordinal))
                arguments.Add(words[i]);
            else if (Flags.Contains(words[i]) || i + 1 == words.Count)
                options[words[i]] = "";
            else
                options[words[i]] = words[++i];
        }
        return new Magic(words.Count > 0 ? words[0] : "", arguments, options);
    }

    private static List<string> Words(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var (quoted, started) = (false, false);
        foreach (var c in text + " ")
        {
            if (c == '"')
            {
                (quoted, started) = (!quoted, true);
            }
            else if (char.IsWhiteSpace(c) && !quoted)
            {
                if (started)
                    words.Add(word.ToString());
                word.Clear();
                started = false;
            }
            else
            {
                word.Append(c);
                started = true;
            }
        }
        return words;
    }
}
