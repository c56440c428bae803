using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Fovea.Results;

/// <summary>A run as one line of JSON, and back. The last key is the hash of all others.</summary>
internal static class RunJson
{
    private const string HashKey = "hash";
    private static readonly string[] Keys =
    [
        "experiment", "configuration", "configurationHash", "seed", "tier", "metrics", "seconds", "peakMemoryBytes",
        "device", "versions", "commit", "dirty", "data", "started", HashKey,
    ];

    /// <summary>The line, without its end.</summary>
    public static string Write(RunRecord run)
    {
        var json = Content(run);
        json[HashKey] = CanonicalJson.Hash(json);
        return json.ToJsonString();
    }

    /// <summary>The hash that the run's line carries.</summary>
    public static string Hash(RunRecord run) => CanonicalJson.Hash(Content(run));

    /// <exception cref="LedgerException">The line is no run, or has been changed since it was written.</exception>
    public static RunRecord Read(string text, string file, int line)
    {
        var json = new JsonFields(Parse(text, file, line), file, line);
        json.CheckKeys(Keys);
        var run = new RunRecord
        {
            Experiment = json.Text("experiment"),
            Configuration = json.Object("configuration"),
            Seed = (int)json.Whole("seed", int.MinValue, int.MaxValue),
            Tier = Words.TryParse(json.Text("tier"), out Tier tier) ? tier : throw json.Wrong("tier", Words.OneOf<Tier>()),
            Metrics = json.Map("metrics", json.Number),
            Seconds = json.Number(json.Field("seconds"), "seconds"),
            PeakMemoryBytes = json.Whole("peakMemoryBytes", 0, long.MaxValue),
            Device = json.Text("device"),
            Versions = json.Map("versions", json.Text),
            Commit = json.Field("commit") is null ? null : json.Text("commit"),
            Dirty = json.Field("dirty") is null ? null : json.Boolean("dirty"),
            Data = json.Map("data", json.Text),
            Started = json.Time("started"),
        };
        if (json.Text("configurationHash") != run.ConfigurationHash)
            throw json.Wrong("configurationHash", $"{run.ConfigurationHash}, the hash of the configuration");
        var hash = json.HashWithout(HashKey);
        if (json.Text(HashKey) != hash)
            throw json.Wrong(HashKey, $"{hash}, the hash of this line's content (the line was changed after it was written)");
        return run;
    }

    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static JsonObject Content(RunRecord run)
    {
        foreach (var (name, value) in run.Metrics)
            if (!double.IsFinite(value))
                throw new ArgumentException($"{run.Experiment}, seed {run.Seed}: the metric {name} is {value.ToString(CultureInfo.InvariantCulture)}; a run is recorded with finite metrics only");
        return new JsonObject
        {
            ["experiment"] = run.Experiment,
            ["configuration"] = run.Configuration.DeepClone(),
            ["configurationHash"] = run.ConfigurationHash,
            ["seed"] = run.Seed,
            ["tier"] = run.Tier.Word(),
            ["metrics"] = Map(run.Metrics),
            ["seconds"] = run.Seconds,
            ["peakMemoryBytes"] = run.PeakMemoryBytes,
            ["device"] = run.Device,
            ["versions"] = Map(run.Versions),
            ["commit"] = run.Commit,
            ["dirty"] = run.Dirty,
            ["data"] = Map(run.Data),
            ["started"] = Time(run.Started),
        };
    }

    private static JsonObject Map<T>(IReadOnlyDictionary<string, T> values) =>
        new(values.OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)JsonValue.Create(entry.Value))));

    private static JsonObject Parse(string text, string file, int line)
    {
        try
        {
            return JsonNode.Parse(text, null, new JsonDocumentOptions { AllowDuplicateProperties = false }) as JsonObject
                ?? throw LedgerException.At(file, line, "line", "a JSON object", Shorten(text));
        }
        catch (JsonException e)
        {
            throw LedgerException.At(file, line, "line", "a JSON object", $"{Shorten(text)} ({e.Message})");
        }
    }

    private static string Shorten(string text) => text.Length <= 60 ? text : text[..60] + "...";
}
