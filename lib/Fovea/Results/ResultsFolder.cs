namespace Fovea.Results;

/// <summary>Where the ledger lies: <c>results/</c> of the workbook, one folder a paper.</summary>
public static class ResultsFolder
{
    /// <summary>The folder <c>results/</c>.</summary>
    public static string Path { get; } = System.IO.Path.Combine(Workbook.Root, "results");

    /// <summary>The run log of a paper.</summary>
    public static RunLog Runs(string paper) => new(System.IO.Path.Combine(Path, paper, PaperResults.RunsFile));

    /// <summary>The folders with runs and without claims, by name: what no paper's ledger judges.</summary>
    public static IReadOnlyList<string> WithoutClaims(string results) => !Directory.Exists(results) ? [] :
        [.. Directory.GetDirectories(results).Where(folder => File.Exists(System.IO.Path.Combine(folder, PaperResults.RunsFile)))
            .Select(folder => System.IO.Path.GetFileName(folder)).Except(Papers(results)).Order(StringComparer.Ordinal)];

    /// <summary>The papers that have claims in a folder like <see cref="Path"/>, by name.</summary>
    public static IReadOnlyList<string> Papers(string results) => !Directory.Exists(results) ? [] :
        [.. Directory.GetDirectories(results).Where(folder => File.Exists(System.IO.Path.Combine(folder, PaperResults.ClaimsFileName)))
            .Select(folder => System.IO.Path.GetFileName(folder)).Order(StringComparer.Ordinal)];
}
