namespace Fovea.Runner.Commands;

internal static class Terminal
{
    /// <summary>Whether standard output is a terminal whose user has not asked for plain text (https://no-color.org).</summary>
    public static bool HasColour =>
        !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
}
