using System.Text.RegularExpressions;

namespace Fovea.Runner.Export;

/// <summary>Console text as a page shows it.</summary>
internal static partial class TerminalText
{
    /// <summary>
    /// Drops colours, cursor movements and other control characters; of a line rewritten by carriage returns,
    /// as a progress bar does, the last state remains.
    /// </summary>
    public static string Plain(string text)
    {
        text = Escapes().Replace(text.Replace("\r\n", "\n", StringComparison.Ordinal), "");
        if (text.Contains('\r'))
            text = string.Join('\n', text.Split('\n').Select(LastState));
        return Controls().Replace(text, "");
    }

    private static string LastState(string line) =>
        line.Split('\r').LastOrDefault(part => part.Length > 0) ?? "";

    /// <summary>CSI and OSC sequences, then the two-character ones (ECMA-48).</summary>
    [GeneratedRegex(@"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])")]
    private static partial Regex Escapes();

    [GeneratedRegex(@"[\x00-\x08\x0b-\x1f\x7f]")]
    private static partial Regex Controls();
}
