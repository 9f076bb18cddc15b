using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Telemetry.Dashboard.Tests;

/// <summary>
/// Somebody with the page open in a browser profile of their own; notes what the console says and whom it asks.
/// </summary>
internal sealed class Supervisor : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly Uri _server;

    private Supervisor(IBrowserContext context, IPage page, Uri server) =>
        (_context, Page, _server) = (context, page, server);

    public IPage Page { get; }

    public static async Task<Supervisor> OpenAsync(
        Chromium chromium, Uri server, string exercise, string locale = "en-GB", int width = 1920, int height = 1080,
        ColorScheme scheme = ColorScheme.Dark, string? path = null)
    {
        var context = await chromium.Browser.NewContextAsync(new BrowserNewContextOptions
        {
            Locale = locale,
            TimezoneId = "Asia/Shanghai",
            ViewportSize = new ViewportSize { Width = width, Height = height },
        });
        var theme = scheme == ColorScheme.Dark ? "dark" : "light";
        await context.AddInitScriptAsync($"localStorage.setItem('patrol.theme', '{theme}')");
        var supervisor = new Supervisor(context, await context.NewPageAsync(), server);
        supervisor.Listen();
        await supervisor.Page.GotoAsync(new Uri(server, path ?? $"/#{exercise}").ToString());
        return supervisor;
    }

    public ILocator At(string selector) => Page.Locator(selector);

    public ILocator Gap(string name) => Page.Locator("#gaps .gap").Filter(new LocatorFilterOptions { HasText = name });

    public ILocatorAssertions Expect(string selector) => Assertions.Expect(At(selector));

    /// <summary>The map has its layers and the first picture is there.</summary>
    public async Task ArriveAsync()
    {
        await Expect("body[data-map=drawn][data-connection=connected]").ToBeVisibleAsync(
            new LocatorAssertionsToBeVisibleOptions { Timeout = 20_000 });
    }

    /// <summary>No error on the console, and nobody asked but the server.</summary>
    /// <param name="butFor">What the browser itself says when a request fails that this test lets fail.</param>
    public void NothingWrong(string? butFor = null) => Assert.DoesNotContain(
        _faults, fault => butFor is null || !fault.Contains(butFor, StringComparison.Ordinal));

    /// <summary>For a person to look at, in the ignored folder artifacts.</summary>
    public async Task ShowAsync(string name)
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Telemetry.sln")))
            folder = Path.GetDirectoryName(folder.TrimEnd(Path.DirectorySeparatorChar))!;
        await Page.ScreenshotAsync(
            new PageScreenshotOptions { Path = Path.Combine(folder, "artifacts", "dashboard", $"{name}.png") });
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();

    private void Listen()
    {
        Page.Console += (_, message) =>
        {
            if (message.Type == "error")
                _faults.Enqueue(message.Text);
        };
        Page.PageError += (_, error) => _faults.Enqueue(error);
        Page.Request += (_, request) =>
        {
            var url = new Uri(request.Url);
            if (url.Scheme is "http" or "https" && url.Authority != _server.Authority)
                _faults.Enqueue($"asked {request.Url}");
        };
    }
}
