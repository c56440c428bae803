namespace Fovea.Diagnostics;

/// <summary>How a check came out.</summary>
public enum CheckStatus
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>Fovea runs, though slower or with less than this machine could offer.</summary>
    Warn,

    /// <summary>Fovea, or a part of it, does not run.</summary>
    Fail,
}

/// <summary>One thing that Fovea needs of a machine, and what was found.</summary>
/// <param name="Name">A word or two.</param>
/// <param name="Status">How it came out.</param>
/// <param name="Finding">What was found and where, on one line.</param>
/// <param name="Remedy">What to do about it, on one line; null where nothing is to be done.</param>
public sealed record Check(string Name, CheckStatus Status, string Finding, string? Remedy = null);
