namespace Fovea.Results;

/// <summary>The scale at which an experiment runs, in rising order.</summary>
public enum Tier
{
    /// <summary>Seconds; shows that it runs, and is evidence for nothing.</summary>
    Smoke,

    /// <summary>Minutes on two cores: one reduced experiment.</summary>
    Small,

    /// <summary>The whole small-scale grid, with seeds.</summary>
    Full,

    /// <summary>The authors' data with their schedule or checkpoints: the only tier whose measurements are set beside theirs.</summary>
    Paper,
}
