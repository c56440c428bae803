using System.Diagnostics;
using Fovea.Runner.Export;
using Fovea.Runner.Notebooks;
using Microsoft.Playwright;

namespace Fovea.Tests.Export;

/// <summary>Exported pages in headless Chromium, offline.</summary>
public sealed class BrowserTests(Browser browser) : IClassFixture<Browser>, IDisposable
{
    private const int Wide = 1280;
    private const int Phone = 390;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("fovea-browser-");

    public void Dispose() => _directory.Delete(recursive: true);

    private async Task<OpenedPage> Open(NotebookRun run, int width = Wide, ColorScheme scheme = ColorScheme.Light, bool scripts = true)
    {
        var file = Exports.Write(run, _directory.FullName, "page")[0];
        return await browser.Open(file, width, scheme, scripts);
    }

    [Theory]
    [InlineData(Wide, ColorScheme.Light)]
    [InlineData(Wide, ColorScheme.Dark)]
    [InlineData(Phone, ColorScheme.Light)]
    [InlineData(Phone, ColorScheme.Dark)]
    public async Task EverythingIsDrawnAndNothingAskedFor(int width, ColorScheme scheme)
    {
        var opened = await Open(Sample.Everything, width, scheme);

        Assert.Empty(opened.Complaints);
        Assert.Equal(2, await opened.Evaluate<int>("document.querySelectorAll('.plotly-target.js-plotly-plot').length"));
        Assert.Equal(2, await opened.Evaluate<int>("document.querySelectorAll('.plotly-target .scatterlayer .trace').length"));
        Assert.Equal(1, await opened.Evaluate<int>("document.querySelectorAll('.plotly-target .heatmaplayer image').length"));
        Assert.True(await opened.Evaluate<bool>("[...document.querySelectorAll('.math')].every(e => e.querySelector('.katex'))"));
        Assert.Equal(0, await opened.Evaluate<int>("document.querySelectorAll('.katex-error').length"));
        Assert.Equal(width, await opened.Evaluate<int>("document.documentElement.scrollWidth"));
        Assert.True(await opened.Evaluate<bool>(
            "[...document.querySelectorAll('.main-svg')].every(s => s.getBoundingClientRect().right <= innerWidth)"));
    }

    [Fact]
    public async Task FiguresTakeTheColoursOfTheTheme()
    {
        const string TitleColour = "getComputedStyle(document.querySelector('.gtitle')).fill";
        const string Ink = "getComputedStyle(document.body).color";
        var opened = await Open(Sample.Everything);
        var light = await opened.Evaluate<string>(TitleColour);
        Assert.Equal(await opened.Evaluate<string>(Ink), light);

        await opened.Page.ClickAsync("#theme");

        Assert.NotEqual(light, await opened.Evaluate<string>(TitleColour));
        Assert.Equal(await opened.Evaluate<string>(Ink), await opened.Evaluate<string>(TitleColour));
        Assert.Equal("Light theme", await opened.Page.TextContentAsync("#theme"));
        Assert.Empty(opened.Complaints);
    }

    [Fact]
    public async Task TheChosenThemeIsRememberedAndOverridesTheSystems()
    {
        var opened = await Open(Sample.Everything, scheme: ColorScheme.Dark);
        const string Paper = "getComputedStyle(document.body).backgroundColor";
        var dark = await opened.Evaluate<string>(Paper);

        await opened.Page.ClickAsync("#theme");
        var chosen = await opened.Evaluate<string>(Paper);
        Assert.NotEqual(dark, chosen);

        string shown;
        var waited = Stopwatch.StartNew(); // a browser writes its storage down in its own time
        do
        {
            await opened.Page.ReloadAsync();
            shown = await opened.Evaluate<string>(Paper);
        }
        while (shown != chosen && waited.Elapsed < TimeSpan.FromSeconds(10));
        Assert.Equal(chosen, shown);
    }

    [Fact]
    public async Task CodeFoldsCellByCellAndAllAtOnce()
    {
        var opened = await Open(Sample.Run(Sample.Code(1, "1"), Sample.Code(2, "2"), Sample.Code(3, "3")));
        Task<int> Visible() => opened.Evaluate<int>("[...document.querySelectorAll('.source pre')].filter(p => p.checkVisibility({contentVisibilityAuto: true})).length");

        await opened.Page.ClickAsync("#cell-2 summary");
        Assert.Equal(2, await Visible());
        await opened.Page.ClickAsync("#code");
        Assert.Equal(0, await Visible());
        await opened.Page.ClickAsync("#code");
        Assert.Equal(3, await Visible());
    }

    [Fact]
    public async Task ContentsAreOpenOnAWideScreenAndFoldedOnAPhone()
    {
        const string Open = "document.querySelector('.contents details').open";

        Assert.True(await (await this.Open(Sample.Everything)).Evaluate<bool>(Open));
        Assert.False(await (await this.Open(Sample.Everything, Phone)).Evaluate<bool>(Open));
    }

    [Fact]
    public async Task WithoutScriptsTheStillPicturesTheTextAndTheCodeAreThere()
    {
        var opened = await Open(Sample.Everything, scripts: false);

        Assert.Equal(2, await opened.Page.Locator(".fovea-figure noscript svg:visible").CountAsync());
        Assert.False(await opened.Page.IsVisibleAsync(".plotly-target >> nth=0"));
        Assert.False(await opened.Page.IsVisibleAsync(".tools button"));
        Assert.Contains("s_l", await opened.Page.TextContentAsync("div.math"));
    }

    [Fact]
    public async Task AFigureThatPlotlyCannotDrawShowsItsStillPicture()
    {
        var opened = await Open(Sample.Run(Sample.Code(1, "x", Sample.Figure("[not JSON]", "{}"), Sample.LineFigure)));

        Assert.True(await opened.Page.IsVisibleAsync(".fovea-figure >> nth=0 >> .plotly-static svg"));
        Assert.False(await opened.Page.IsVisibleAsync(".fovea-figure >> nth=0 >> .plotly-target"));
        Assert.True(await opened.Page.IsVisibleAsync(".fovea-figure >> nth=1 >> .plotly-target"));
    }

    [Fact]
    public async Task AFigureTakesItsTemplateOfTheTheme()
    {
        const string Bar = "getComputedStyle(document.querySelector('.barlayer path')).fill";
        var opened = await Open(Sample.Run(Sample.Code(1, "x", Sample.OpenFigure)));
        Assert.Equal("rgb(0, 114, 178)", await opened.Evaluate<string>(Bar));
        Assert.False(await opened.Page.IsVisibleAsync(".plotly-static"));
        Assert.Equal(400, await opened.Evaluate<int>("document.querySelector('.main-svg').getBoundingClientRect().height"));

        await opened.Page.ClickAsync("#theme");

        Assert.Equal("rgb(86, 180, 233)", await opened.Evaluate<string>(Bar));
        Assert.Empty(opened.Complaints);
    }

    [Fact]
    public async Task APictureAmongFiguresStaysAPicture()
    {
        var opened = await Open(Sample.Run(Sample.Code(1, "x", Sample.StillFigure, Sample.LineFigure)));

        Assert.True(await opened.Page.IsVisibleAsync(".plotly-static svg >> nth=0"));
        Assert.True(await opened.Page.IsVisibleAsync(".js-plotly-plot"));
        Assert.Empty(opened.Complaints);
    }

    [Fact]
    public async Task AFigureOffersNoUpload()
    {
        var opened = await Open(Sample.Run(Sample.Code(1, "x", Sample.LineFigure)));

        var buttons = await opened.Evaluate<string[]>("[...document.querySelectorAll('.modebar-btn')].map(b => b.dataset.title)");
        Assert.Contains(buttons, title => title.StartsWith("Download", StringComparison.Ordinal));
        Assert.DoesNotContain(buttons, title => title.Contains("Share", StringComparison.Ordinal));
    }

    [Fact]
    public async Task APageMadeWithoutPlotlyAndKatexShowsStillPicturesAndTex()
    {
        Browser.SkipUnlessThere();
        var run = Sample.Run(Sample.Prose("So $x^2$."), Sample.Code(1, "x", Sample.LineFigure), Sample.Code(2, "y", Sample.OpenFigure));
        var html = Exports.Write(run, _directory.FullName, "page")[0];
        File.WriteAllText(html, File.ReadAllText(html)
            .Replace(Html.InlineScript(Assets.Plotly!), "", StringComparison.Ordinal)
            .Replace(Html.InlineScript(Assets.Katex!), "", StringComparison.Ordinal));

        var opened = await browser.Open(html, Wide, ColorScheme.Light, drawn: false);

        Assert.Equal(2, await opened.Page.Locator(".plotly-static svg:visible").CountAsync());
        Assert.Equal("\\(x^2\\)", await opened.Page.TextContentAsync(".math"));
        Assert.Empty(opened.Complaints);
    }

    [Fact]
    public async Task APrintIsLightAndShowsTheStillPicturesWithoutTheControls()
    {
        var opened = await Open(Sample.Everything, scheme: ColorScheme.Dark);
        await opened.Page.EmulateMediaAsync(new() { Media = Media.Print });

        Assert.Equal("rgb(254, 254, 253)", await opened.Evaluate<string>("getComputedStyle(document.body).backgroundColor"));
        Assert.False(await opened.Page.IsVisibleAsync(".side"));
        Assert.Equal(2, await opened.Page.Locator(".plotly-static svg:visible").CountAsync());
        Assert.Equal(0, await opened.Page.Locator(".plotly-target:visible").CountAsync());
    }

    [Theory]
    [InlineData(Wide)]
    [InlineData(Phone)]
    public async Task TheIndexShowsTimesAndFitsThePage(int width)
    {
        Exports.WriteIndex([("page", Sample.Everything)], _directory.FullName);

        var opened = await browser.Open(Path.Combine(_directory.FullName, "index.html"), width, ColorScheme.Light);

        Assert.Empty(opened.Complaints);
        Assert.Equal("3.0 s", await opened.Page.TextContentAsync(".time"));
        Assert.Equal(width, await opened.Evaluate<int>("document.documentElement.scrollWidth"));
    }
}
