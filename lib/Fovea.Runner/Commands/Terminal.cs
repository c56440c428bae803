namespace Fovea.Runner.Commands;

internal static class Terminal
{
    /// <summary>Whether standard output is a terminal whose user has not asked for plain text (https://no-color.org).</summary>
    public static bool HasColour =>
        !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    /// <summary>A path as short as it can be typed here.</summary>
    public static string ShortPath(string path) =>
        Path.GetRelativePath(Environment.CurrentDirectory, path) is var relative && relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
}
