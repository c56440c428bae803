using System.Net;

namespace Fovea.Display;

internal static class Html
{
    public static string Encode(string? text) => WebUtility.HtmlEncode(text) ?? "";

    public static string DataUri(byte[] png) => "data:image/png;base64," + Convert.ToBase64String(png);

    /// <summary>JSON inside a script element: nothing in it may end the element or open a comment.</summary>
    public static string Script(string json) =>
        json.Replace("<", "\\u003c", StringComparison.Ordinal);
}
