namespace Fovea.Runner.Export;

/// <summary>What the exporters know of MIME types.</summary>
internal static class Mime
{
    /// <summary>Representations a page can show, richest first.</summary>
    private static readonly string[] Preference =
    [
        "text/html", "image/svg+xml", "image/png", "image/jpeg", "image/gif", "image/webp",
        "text/markdown", "text/latex", "application/json", "text/plain",
    ];

    /// <summary>The richest representation that a page can show, else the first there is.</summary>
    public static (string Type, string Content) Richest(IReadOnlyDictionary<string, string> data)
    {
        var type = Preference.FirstOrDefault(data.ContainsKey)
            ?? data.Keys.Order(StringComparer.Ordinal).FirstOrDefault("text/plain");
        return (type, data.GetValueOrDefault(type, ""));
    }

    /// <summary>True where notebooks carry the content in base 64.</summary>
    public static bool IsBase64(string mime) => mime is "image/png" or "image/jpeg" or "image/gif" or "image/webp";

    public static bool IsJson(string mime) => mime == "application/json" || mime.EndsWith("+json", StringComparison.Ordinal);

    public static string Extension(string mime) => mime switch
    {
        "text/html" => "html",
        "image/svg+xml" => "svg",
        "text/markdown" => "md",
        _ when IsJson(mime) => "json",
        _ when IsBase64(mime) => mime["image/".Length..].Replace("jpeg", "jpg", StringComparison.Ordinal),
        _ => "txt",
    };

    /// <summary>The image type of a file name's extension, or null.</summary>
    public static string? OfImage(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".svg" => "image/svg+xml",
        ".png" => "image/png",
        ".jpg" or ".jpeg" => "image/jpeg",
        ".gif" => "image/gif",
        ".webp" => "image/webp",
        _ => null,
    };
}
