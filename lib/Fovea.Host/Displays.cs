using Fovea.Hosting;
using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive.Formatting;

namespace Fovea.Host;

/// <summary>Formats values and sends them to the runner.</summary>
internal static class Displays
{
    private const int LargestEmbedded = 5_000_000;
    private const string PlainText = "text/plain";
    private static EventPipe? pipe;
    private static string spillPath = "";
    private static int count;

    public static void Connect(EventPipe events, Plan plan) => (pipe, spillPath) = (events, plan.SpillPath);

    /// <summary>Shows a value; the identity returned is for <see cref="Update"/>.</summary>
    public static string Show(IReadOnlyDictionary<string, string> data, bool isResult = false)
    {
        var id = Interlocked.Increment(ref count).ToString();
        Send(EventKind.Display, id, data, isResult);
        return id;
    }

    public static void Update(string id, IReadOnlyDictionary<string, string> data) => Send(EventKind.Update, id, data, isResult: false);

    /// <summary>A value in the given MIME types, or in those its type prefers, with plain text for readers without HTML.</summary>
    public static IReadOnlyDictionary<string, string> Format(object? value, IReadOnlyCollection<string> mimeTypes)
    {
        var types = mimeTypes.Count > 0 ? mimeTypes : Formatter.GetPreferredMimeTypesFor(value?.GetType());
        var data = types.ToDictionary(type => type, type => value.ToDisplayString(type));
        if (mimeTypes.Count == 0 && value is not IHtmlContent && !data.ContainsKey(PlainText))
            data[PlainText] = value.ToDisplayString(PlainText);
        return data;
    }

    private static void Send(EventKind kind, string id, IReadOnlyDictionary<string, string> data, bool isResult) =>
        pipe?.Send(new HostEvent(kind) { Name = id, Data = Spill(id, data), IsResult = isResult });

    // Content over the limit goes to a file beside the exports, and a link takes its place.
    private static IReadOnlyDictionary<string, string> Spill(string id, IReadOnlyDictionary<string, string> data)
    {
        var (type, content) = data.MaxBy(entry => entry.Value.Length);
        if (content is null || content.Length <= LargestEmbedded)
            return data;

        var path = $"{spillPath}.display{id}.{Extension(type)}";
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path + ".tmp", content);
        File.Move(path + ".tmp", path, overwrite: true);
        return Convention.Link(Path.GetFileName(path), content.Length, type);
    }

    private static string Extension(string mimeType) => mimeType switch
    {
        "text/html" => "html",
        "text/markdown" => "md",
        "image/svg+xml" => "svg",
        "application/json" => "json",
        "text/csv" => "csv",
        _ => "txt",
    };
}
