using Fovea.Runner.Notebooks;

namespace Fovea.Runner.Export;

/// <summary>An error as documents show it: short text, never a page of frames.</summary>
internal static class ErrorText
{
    /// <summary>Lines shown below the message; the JSON and TRX hold them all.</summary>
    public const int TracebackLines = 12;

    /// <summary>Characters shown of the message.</summary>
    public const int MessageLength = 2_000;

    public static string Headline(ErrorOutput error)
    {
        var message = TerminalText.Plain(error.Message);
        if (message.Length > MessageLength)
            message = message[..MessageLength] + "…";
        return message.Length == 0 ? error.Name : $"{error.Name}: {message}";
    }

    public static IEnumerable<string> Details(ErrorOutput error)
    {
        var lines = error.Traceback.Take(TracebackLines).Select(TerminalText.Plain);
        var more = error.Traceback.Count - TracebackLines;
        return more > 0 ? lines.Append($"… and {Html.Count(more, "more line")}") : lines;
    }
}
