using Fovea.Runner.Commands;
using Fovea.Runner.Export;
using Fovea.Runner.Notebooks;
using Fovea.Tests.Export;
using Microsoft.Playwright;

namespace Fovea.Tests.Notebooks;

/// <summary>
/// The workbook's own notebooks: each runs at smoke tier by itself, in a process of its own, and opens without a network;
/// its exercises can be left, solved and answered wrongly.
/// </summary>
public sealed class WorkbookTests(Browser browser) : IClassFixture<Browser>
{
    private static readonly string Folder = Path.Combine(Shared.Repository.FullName, "notebooks");

    public static TheoryData<string> All => new(Directory.GetFiles(Folder, "*.dib").Select(path => Path.GetFileName(path)).Order());

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_notebook_runs_and_its_page_is_whole(string name)
    {
        using var scratch = new Scratch();
        var exercises = TriedExercises.Of(Path.Combine(Folder, name));
        // Notebooks find the library beside their folder.
        Directory.CreateSymbolicLink(Path.Combine(scratch.Path, "lib"), Path.Combine(Shared.Repository.FullName, "lib"));
        NotebookFile.Save(exercises.Notebook, scratch.Write($"notebooks/{name}", ""));
        var result = await scratch.RunFileAsync(
            Path.Combine(scratch.Path, "notebooks", name), new() { Parameters = new Dictionary<string, string> { ["tier"] = "smoke" } });
        var errors = result.Run.Cells.SelectMany(cell => cell.Outputs).OfType<ErrorOutput>();
        Assert.SkipWhen(errors.FirstOrDefault(error => error.Message.Contains("npm did not fetch", StringComparison.Ordinal)) is not null,
            $"{name} needs data that is not here, and there is no network to fetch it");
        Assert.All(result.Run.Cells, cell => Assert.True(
            cell.Cell.Kernel == "markdown" || cell.Status == CellStatus.Succeeded,
            $"{name}:{cell.Cell.Line}: {string.Join("; ", cell.Outputs.OfType<ErrorOutput>().Select(error => error.Message))}"));

        foreach (var exercise in exercises.All)
        {
            Assert.EndsWith($"Exercise {exercise.Number}: ○ not answered yet.", result.Shown(exercise.Cell).Last());
            Assert.EndsWith($"Exercise {exercise.Number}: ✔ right.", result.Shown(exercise.Solved).Last());
            Assert.Contains($"Exercise {exercise.Number}: ✘ not right.", result.Shown(exercise.WronglyAnswered).Last());
            Assert.Contains(exercise.Says, result.Shown(exercise.WronglyAnswered).Last());
        }

        var page = Exports.Write(result.Run, scratch.Out, "page")[0];
        foreach (var width in (int[])[1280, 390])
            foreach (var scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
            {
                var opened = await browser.Open(page, width, scheme);
                Assert.Empty(opened.Complaints);
                Assert.True(await opened.Evaluate<bool>(
                    "[...document.querySelectorAll('.plotly-target')].every(f => f.querySelector('.main-svg'))"), "a figure is not drawn");
                Assert.Equal(0, await opened.Evaluate<int>("document.querySelectorAll('.katex-error').length"));
                Assert.False(await opened.Evaluate<bool>("[...document.querySelectorAll('p, li')].some(text => text.textContent.startsWith('$$'))"), "a formula is left as it was written");
                Assert.Equal(width, await opened.Evaluate<int>("document.documentElement.scrollWidth"));
            }
    }

    [Fact]
    public async Task Every_notebook_compiles_and_is_portable() =>
        Assert.Equal(0, await FoveaCommand.Create().Parse("check").InvokeAsync());
}
