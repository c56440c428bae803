namespace Fovea.Runner.Commands;

/// <summary>A folder that an option names for what a command writes.</summary>
internal static class OutputFolder
{
    /// <summary>Makes the folder, and says before the work, not after it, that nothing can be written there.</summary>
    /// <param name="option">Names it in a message: <c>--out</c>.</param>
    /// <param name="directory">The folder.</param>
    /// <exception cref="UsageException">Nothing can be written there.</exception>
    public static void MakeWritable(string option, string directory)
    {
        try
        {
            Directory.CreateDirectory(directory);
            File.Create(Path.Combine(directory, $".{Environment.ProcessId}.tmp"), 1, FileOptions.DeleteOnClose).Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{option} {directory}: cannot write there: {e.Message}");
        }
    }
}
