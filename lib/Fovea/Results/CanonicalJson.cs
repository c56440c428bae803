using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Fovea.Results;

/// <summary>
/// JSON with one spelling: keys in ordinal order, no white space, whole numbers without point or exponent, others as
/// the shortest text that reads back as the same double. Equal contents have equal bytes, and so equal hashes.
/// </summary>
public static class CanonicalJson
{
    /// <summary>An options object as a JSON object, with camelCase keys and enumerations as words.</summary>
    public static JsonObject Of<T>(T options) where T : notnull =>
        JsonSerializer.SerializeToNode(options, Options)?.AsObject()
        ?? throw new ArgumentException($"{typeof(T)} is not written as a JSON object", nameof(options));

    /// <summary>SHA-256 of the canonical text, in lower-case hexadecimal.</summary>
    public static string Hash(JsonNode node) => Convert.ToHexStringLower(SHA256.HashData(Bytes(node)));

    internal static byte[] Bytes(JsonNode node)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
            Write(JsonSerializer.SerializeToElement(node), writer);
        return stream.ToArray();
    }

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    private static void Write(JsonElement element, Utf8JsonWriter writer)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in element.EnumerateObject().OrderBy(property => property.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(property.Name);
                    Write(property.Value, writer);
                }
                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                    Write(item, writer);
                writer.WriteEndArray();
                break;
            case JsonValueKind.Number when element.TryGetInt64(out var whole):
                writer.WriteNumberValue(whole);
                break;
            case JsonValueKind.Number:
                WriteDouble(element.GetDouble(), writer);
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }

    // 1.0 and 1e3 are whole numbers too.
    private static void WriteDouble(double value, Utf8JsonWriter writer)
    {
        if (value == Math.Truncate(value) && Math.Abs(value) < 1L << 53)
            writer.WriteNumberValue((long)value);
        else
            writer.WriteNumberValue(value);
    }
}
