using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Fovea.Results;

/// <summary>The fields of one line of JSON, each of the type asked for, else an error that names the place.</summary>
internal sealed class JsonFields(JsonObject json, string file, int line)
{
    public LedgerException Wrong(string key, string expected) => Wrong(key, expected, Field(key));

    public JsonNode? Field(string key) => json[key];

    /// <summary>Every one of these keys is there, and no other.</summary>
    public void CheckKeys(IReadOnlyCollection<string> keys)
    {
        foreach (var key in keys)
            if (!json.ContainsKey(key))
                throw LedgerException.At(file, line, key, "a value", "nothing");
        foreach (var (key, value) in json)
            if (!keys.Contains(key))
                throw Wrong(key, $"no key but {string.Join(", ", keys)}", value);
    }

    public string Text(string key) => Text(Field(key), key);

    public string Text(JsonNode? node, string key) =>
        node?.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : throw Wrong(key, "a text", node);

    public bool Boolean(string key) =>
        Field(key)?.GetValueKind() is JsonValueKind.True or JsonValueKind.False ? Field(key)!.GetValue<bool>() : throw Wrong(key, "true or false");

    public double Number(JsonNode? node, string key) =>
        node?.GetValueKind() == JsonValueKind.Number && double.IsFinite(node.GetValue<double>())
            ? node.GetValue<double>()
            : throw Wrong(key, "a finite number", node);

    public long Whole(string key, long least, long most) =>
        Field(key) is JsonValue value && value.TryGetValue<long>(out var whole) && whole >= least && whole <= most
            ? whole
            : throw Wrong(key, "a whole number");

    public JsonObject Object(string key) => Field(key) as JsonObject ?? throw Wrong(key, "an object");

    public IReadOnlyDictionary<string, T> Map<T>(string key, Func<JsonNode?, string, T> read) =>
        Object(key).ToDictionary(entry => entry.Key, entry => read(entry.Value, $"{key}.{entry.Key}"));

    public DateTimeOffset Time(string key) =>
        DateTimeOffset.TryParse(Text(key), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time.ToUniversalTime()
            : throw Wrong(key, "a time like 2026-01-31T12:00:00.000Z");

    public string HashWithout(string key)
    {
        var rest = json.DeepClone().AsObject();
        rest.Remove(key);
        return CanonicalJson.Hash(rest);
    }

    private LedgerException Wrong(string key, string expected, JsonNode? found) =>
        LedgerException.At(file, line, key, expected, found?.ToJsonString() ?? "null");
}
