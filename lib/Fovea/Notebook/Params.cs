using System.ComponentModel;
using System.Text.Json;

namespace Fovea;

/// <summary>Parameters of a notebook: a default in the cell, replaced by what the run was given.</summary>
/// <remarks>
/// <c>fovea run -p alpha=0.5</c> hands its values over in the environment variable <c>FOVEA_PARAMS</c>, a JSON object
/// of strings. In an editor there is no such variable, and every parameter has its default.
/// </remarks>
public static class Params
{
    private const string Variable = "FOVEA_PARAMS";
    private const string AskedKey = "Fovea.Params.Asked";
    private static readonly string[] Tiers = ["smoke", "small", "full", "paper"];
    private static readonly Lock Gate = new();

    /// <summary>How much to compute: <c>smoke</c>, <c>small</c> (the default), <c>full</c> or <c>paper</c>.</summary>
    /// <exception cref="ParameterException">The value is none of these.</exception>
    public static string Tier => Get("tier", Tiers[1]) is var tier && Tiers.Contains(tier)
        ? tier
        : throw new ParameterException($"the parameter 'tier': expected {string.Join(", ", Tiers)}, found '{tier}'");

    /// <summary>Where to compute: <c>cpu</c> (the default), <c>cuda</c>, <c>cuda:1</c>.</summary>
    public static string Device => Get("device", "cpu");

    /// <summary>Where random numbers start; 0 by default.</summary>
    /// <exception cref="ParameterException">The value is not a whole number.</exception>
    public static int Seed => Get("seed", 0);

    /// <summary>A parameter, of the type of its default: text, a number, a truth value, an enumeration, a time span.</summary>
    /// <param name="name">As in <c>-p name=value</c>.</param>
    /// <param name="default">The value where none was given.</param>
    /// <exception cref="ParameterException">The value given is not of the default's type; numbers have a decimal point.</exception>
    public static T Get<T>(string name, T @default) where T : notnull
    {
        MarkAsked(name);
        if (!Given().TryGetValue(name, out var value))
            return @default;
        try
        {
            return (T)TypeDescriptor.GetConverter(typeof(T)).ConvertFromInvariantString(value)!;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or NotSupportedException or OverflowException)
        {
            var expected = typeof(T).IsEnum ? "one of " + string.Join(", ", Enum.GetNames(typeof(T))) : NameOf(typeof(T));
            throw new ParameterException($"the parameter '{name}': expected {expected}, found '{value}'; its default is {FormattableString.Invariant($"{@default}")}");
        }
    }

    private static Dictionary<string, string> Given()
    {
        var json = Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrEmpty(json))
            return [];
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, string>>(json)!;
        }
        catch (JsonException e)
        {
            throw new ParameterException($"{Variable}: expected a JSON object of strings: {e.Message}");
        }
    }

    // A host that gave parameters reads here which were asked for, and so finds those that nobody did.
    private static void MarkAsked(string name)
    {
        lock (Gate)
        {
            var asked = AppContext.GetData(AskedKey) as string[] ?? [];
            if (!asked.Contains(name))
                AppContext.SetData(AskedKey, (string[])[.. asked, name]);
        }
    }

    private static string NameOf(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Boolean => "true or false",
        TypeCode.Single or TypeCode.Double or TypeCode.Decimal => "a number",
        TypeCode.Int16 or TypeCode.Int32 or TypeCode.Int64 or TypeCode.Byte => "a whole number",
        _ => "a " + type.Name,
    };
}

/// <summary>A parameter was given a value that it cannot have.</summary>
public sealed class ParameterException(string message) : Exception(message);
