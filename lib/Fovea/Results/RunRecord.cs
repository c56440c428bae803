using System.Text.Json.Nodes;

namespace Fovea.Results;

/// <summary>One run of an experiment, as <c>results/PAPER/runs.jsonl</c> keeps it: what was asked, what came out, and of what it was made.</summary>
public sealed record RunRecord
{
    /// <summary>The experiment's name within its paper.</summary>
    public required string Experiment { get; init; }

    /// <summary>Every setting that decides the outcome, the seed apart.</summary>
    public required JsonObject Configuration { get; init; }

    /// <summary>Runs of one configuration that differ in their seed alone are repetitions.</summary>
    public required int Seed { get; init; }

    /// <summary>The scale at which it ran.</summary>
    public required Tier Tier { get; init; }

    /// <summary>Outcomes by name; all finite.</summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>Wall time.</summary>
    public required double Seconds { get; init; }

    /// <summary>The largest resident memory of the process during the run.</summary>
    public required long PeakMemoryBytes { get; init; }

    /// <summary>The device and its model.</summary>
    public required string Device { get; init; }

    /// <summary>Of <c>dotnet</c>, <c>libtorch</c> and <c>fovea</c>.</summary>
    public required IReadOnlyDictionary<string, string> Versions { get; init; }

    /// <summary>The commit that was checked out; null outside a checkout.</summary>
    public required string? Commit { get; init; }

    /// <summary>Whether anything but results differed from <see cref="Commit"/>; null outside a checkout.</summary>
    public required bool? Dirty { get; init; }

    /// <summary>SHA-256 of each data set's source, by name.</summary>
    public required IReadOnlyDictionary<string, string> Data { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>Equal for equal configurations, whatever the order of their keys.</summary>
    public string ConfigurationHash => CanonicalJson.Hash(Configuration);
}
