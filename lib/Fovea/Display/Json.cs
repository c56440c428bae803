using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Fovea.Display;

/// <summary>Reading plotly's JSON, where any member may be absent.</summary>
internal static class Json
{
    /// <summary>Compact, with text as it is; <see cref="Html.Script"/> makes it safe inside a page.</summary>
    public static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The node at the end of the path, or null.</summary>
    public static JsonNode? At(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (var key in path)
            node = (node as JsonObject)?[key];
        return node;
    }

    /// <summary>A number, or text that is one; else null.</summary>
    public static double? Number(this JsonNode? node) =>
        node?.GetValueKind() is JsonValueKind.Number or JsonValueKind.String
        && double.TryParse(node.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && double.IsFinite(number)
            ? number
            : null;

    /// <summary>Text or a number as text; else null.</summary>
    public static string? Text(this JsonNode? node) =>
        node?.GetValueKind() is JsonValueKind.Number or JsonValueKind.String ? node.ToString() : null;

    public static bool Flag(this JsonNode? node, bool fallback) => node?.GetValueKind() switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => fallback,
    };

    /// <summary>The items of an array; none for anything else.</summary>
    public static IList<JsonNode?> Items(this JsonNode? node) => node as JsonArray ?? (IList<JsonNode?>)[];

    /// <summary>The object under <paramref name="key"/>, made when it is not there.</summary>
    public static JsonObject Child(this JsonObject parent, string key)
    {
        if (parent[key] is not JsonObject child)
            parent[key] = child = [];
        return child;
    }

    /// <summary>Sets <paramref name="key"/> where the chart left it open.</summary>
    public static void Default(this JsonObject target, string key, JsonNode? value)
    {
        if (target[key] is null)
            target[key] = value;
    }

    /// <summary>The title of a layout, axis or colour bar: an object with text, or plain text in older charts.</summary>
    public static string? Title(this JsonNode? owner) => owner.At("title") is JsonObject title ? title.At("text").Text() : owner.At("title").Text();
}
