using System.Collections;
using System.Text.Json.Nodes;
using Microsoft.FSharp.Core;

namespace Plotly.NET;

/// <summary>Builds the plotly JSON of traces and layouts: an absent value writes nothing.</summary>
internal static class Json
{
    /// <summary>Numbers, text, booleans and (nested) sequences of them; NaN and infinities are null, plotly's gap.</summary>
    internal static JsonNode? Node(object? value) => value switch
    {
        null => null,
        JsonNode node => node.DeepClone(),
        string text => JsonValue.Create(text),
        bool flag => JsonValue.Create(flag),
        float number => float.IsFinite(number) ? JsonValue.Create(number) : null,
        double number => double.IsFinite(number) ? JsonValue.Create(number) : null,
        decimal number => JsonValue.Create(number),
        Color color => Node(color.Value),
        IEnumerable items => new JsonArray([.. items.Cast<object?>().Select(Node)]),
        IConvertible number => JsonValue.Create(number.ToInt64(null)),
        _ => throw new ArgumentException($"A chart holds numbers and text, not {value.GetType()}.", nameof(value)),
    };

    /// <summary>Sets <paramref name="key"/> unless <paramref name="value"/> is null.</summary>
    internal static JsonObject Put(this JsonObject target, string key, object? value)
    {
        if (value is not null)
            target[key] = Node(value);
        return target;
    }

    internal static JsonObject Put<T>(this JsonObject target, string key, FSharpOption<T>? value) =>
        target.Put(key, value is null ? null : (object?)value.Value);

    /// <summary>The object under <paramref name="key"/>, made when it is not there.</summary>
    internal static JsonObject Child(this JsonObject target, string key)
    {
        if (target[key] is not JsonObject child)
            target[key] = child = [];
        return child;
    }

    /// <summary>Writes <paramref name="from"/> over <paramref name="into"/>, object by object; arrays are replaced.</summary>
    internal static void Merge(JsonObject into, JsonObject from)
    {
        foreach (var (key, value) in from)
            if (value is JsonObject inner && into[key] is JsonObject target)
                Merge(target, inner);
            else
                into[key] = value?.DeepClone();
    }
}
