using Fovea.Runner.Export;
using Microsoft.Playwright;

namespace Fovea.Tests.Export;

/// <summary>One headless Chromium for the tests of a class, started when the first of them asks.</summary>
public sealed class Browser : IAsyncDisposable
{
    private const string Chromium = "/usr/bin/chromium";

    private readonly Lazy<Task<(IPlaywright, IBrowser Browser)>> _started = new(Start);

    public async Task<IBrowser> Launched() => (await _started.Value).Browser;

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
