using Microsoft.Playwright;

namespace Telemetry.Dashboard.Tests;

/// <summary>Debian's browser, drawing by software; nothing is downloaded.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private const string Program = "/usr/bin/chromium";

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public static string? WhyAbsent => File.Exists(Program) ? null : $"{Program} is not installed";

    public IBrowser Browser => _browser ?? throw new InvalidOperationException("It was not started");

    public async Task InitializeAsync()
    {
        if (WhyAbsent is not null)
            return;
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Program,
            Args =
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync",
            ],
        });
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}
