using System.Text.RegularExpressions;
using Fovea.Runner.Notebooks;

namespace Fovea.Tests.Notebooks;

/// <summary>An exercise of a notebook, and where its cell and the two tries that follow it stand.</summary>
internal sealed record TriedExercise(string Number, int Cell, string Wrong, string Says)
{
    public int Solved => Cell + 1;

    public int WronglyAnswered => Cell + 2;
}

/// <summary>A notebook in which each exercise is tried twice after its own cell: with its folded solution, and with a wrong answer.</summary>
internal sealed partial record TriedExercises(Notebook Notebook, IReadOnlyList<TriedExercise> All)
{
    // A wrong answer of each exercise, and what a reader is told of it.
    private static readonly Dictionary<(string Notebook, string Exercise), (string Answer, string Says)> Wrong = new()
    {
        [("00-start", "1")] = ("int? answer1 = 7;", "pixels away"),
        [("00-start", "2")] = ("double? answer2 = 0.5;", "elsewhere it is more"),
        [("10-pnp-detr", "1")] = ("int? answer1 = 171;", "171 is not what is left of 256"),
        [("10-pnp-detr", "2")] = ("int? answer2 = 240;", "too much"),
        [("10-pnp-detr", "3")] = ("Func<double, double, double, double, double> answer3 = (a, b, L, r) => r * r;", "the share is r"),
        [("11-class-incremental-sampling", "1")] = ("Dictionary<int, IReadOnlyList<long>> answer1 = new() { [1] = Images(0, 10) };", "Threshold 10 keeps 10 images, threshold 20 keeps 10"),
        [("30-ps-vit", "1")] = ("int? answer1 = 4;", "have 4 rows"),
        [("30-ps-vit", "2")] = ("int? answer2 = 14;", "N = 13 takes"),
        [("50-region-features", "1")] = ("int[] answer1 = { 1, 2, 3, 5 };", "P1 costs"),
        [("50-region-features", "2")] = ("int? answer2 = 300;", "300 boxes cost"),
        [("20-focus-detr", "1")] = ("double? answer1 = 0.5;", "0.5 costs"),
        [("20-focus-detr", "2")] = ("double? answer2 = 0.3;", "is too large"),
        [("40-stochastic-sampling", "1")] = ("Func<double, double> answer1 = d => d;", "a mask of density"),
        [("40-stochastic-sampling", "2")] = ("double? answer2 = 0.5;", "it costs"),
        [("90-across-papers", "1")] = ("double? answer1 = 72;", "72 is too large"),
        [("90-across-papers", "2")] = ("Func<double[], (double Lower, double Upper)> answer2 = d => (d.Average() - 1.96, d.Average() + 1.96);", "mind the n"),
        [("50-region-features", "3")] = ("Func<int, int, double> answer3 = (all, covered) => Math.Log(covered);", "the mask covers all positions"),
    };

    public static TriedExercises Of(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        var (cells, tried, solution) = (new List<Cell>(), new List<TriedExercise>(), "");
        foreach (var cell in NotebookFile.Load(path).Cells)
        {
            cells.Add(cell);
            if (cell.Kernel == KernelNames.Markdown && Solution().Match(cell.Source) is { Success: true } found)
                solution = found.Groups["code"].Value.TrimEnd();
            if (Check().Match(cell.Source) is not { Success: true } check)
                continue;
            var number = check.Groups["number"].Value;
            Assert.True(Wrong.TryGetValue((name, number), out var wrong), $"{name}, exercise {number}: no wrong answer is tried; add one to {nameof(TriedExercises)}.{nameof(Wrong)}");
            Assert.NotEqual("", solution);
            var (declaration, rest) = cell.Source.Split("\n\n", 2) is [var first, var second] ? (first, second) : ("", cell.Source);
            Assert.True(declaration.Contains("= null;", StringComparison.Ordinal), $"{path}:{cell.Line}: an exercise begins with its answer, null, and an empty line");
            tried.Add(new TriedExercise(number, cells.Count - 1, wrong.Answer, wrong.Says));
            cells.Add(cell with { Source = $"{solution}\n\n{rest}" });
            cells.Add(cell with { Source = $"{wrong.Answer}\n\n{rest}" });
            solution = "";
        }
        Assert.NotEmpty(tried);
        return new TriedExercises(new Notebook(cells), tried);
    }

    [GeneratedRegex("<details>.*?```csharp\n(?<code>.*?)```.*?</details>", RegexOptions.Singleline)]
    private static partial Regex Solution();

    [GeneratedRegex("Exercise\\.Check\\(\"(?<number>[^\"]+)\"")]
    private static partial Regex Check();
}
