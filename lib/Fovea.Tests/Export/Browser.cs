using Fovea.Runner.Export;
using Microsoft.Playwright;

namespace Fovea.Tests.Export;

/// <summary>One headless Chromium for the tests of a class, started when the first of them asks.</summary>
public sealed class Browser : IAsyncDisposable
{
    private const string Chromium = "/usr/bin/chromium";

    private readonly Lazy<Task<(IPlaywright, IBrowser Browser)>> _started = new(Start);

    private async Task<IBrowser> Launched() => (await _started.Value).Browser;

    /// <summary>Opens a file as a reader without a network would.</summary>
    /// <param name="drawn">Whether to wait for the page's figures, which a page with scripts draws.</param>
    public async Task<OpenedPage> Open(string file, int width, ColorScheme scheme, bool scripts = true, bool drawn = true)
    {
        SkipUnlessThere();
        var context = await (await Launched()).NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = 900 },
            ColorScheme = scheme,
            JavaScriptEnabled = scripts,
            Offline = true,
        });
        var page = await context.NewPageAsync();
        var complaints = new List<string>();
        page.Console += (_, message) => complaints.Add($"{message.Type}: {message.Text}");
        page.PageError += (_, error) => complaints.Add(error);
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith("file:", StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal))
                complaints.Add("requested " + request.Url);
        };
        await page.GotoAsync(new Uri(file).AbsoluteUri);
        if (scripts && drawn)
            await page.WaitForFunctionAsync("!document.querySelector('.fovea-figure') || document.documentElement.dataset.figures === 'drawn'");
        return new OpenedPage(page, complaints);
    }

    public static void SkipUnlessThere()
    {
        Assert.SkipUnless(File.Exists(Chromium), $"Needs {Chromium}: install Debian's chromium.");
        Assert.SkipUnless(Assets.Plotly is not null && Assets.Katex is not null, "Needs lib/node_modules: run npm ci in lib.");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_started.IsValueCreated)
            return;
        var (playwright, browser) = await _started.Value;
        await browser.DisposeAsync();
        playwright.Dispose();
    }

    private static async Task<(IPlaywright, IBrowser)> Start()
    {
        var playwright = await Playwright.CreateAsync();
        return (playwright, await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Chromium,
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync",
            ],
        }));
    }
}

/// <summary>A page open in the browser, with whatever it complained of or asked for.</summary>
public sealed record OpenedPage(IPage Page, List<string> Complaints)
{
    public Task<T> Evaluate<T>(string script) => Page.EvaluateAsync<T>(script);
}
