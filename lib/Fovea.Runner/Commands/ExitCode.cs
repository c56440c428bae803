namespace Fovea.Runner.Commands;

/// <summary>What the process says to a shell.</summary>
internal static class ExitCode
{
    public const int Fine = 0;

    /// <summary>A cell or a check failed.</summary>
    public const int Failed = 1;

    /// <summary>Bad usage or bad input; nothing was written.</summary>
    public const int BadInput = 2;

    public const int TimedOut = 3;
}
