using System.Diagnostics;
using Microsoft.Playwright;

namespace Telemetry.Bench.Picture;

/// <summary>
/// The supervisors' page in Debian's Chromium, drawing by software on the same processors: how long until its first
/// picture is on the map, and how many frames it draws a second while somebody drags the whole city about.
/// </summary>
internal sealed class PageProbe : IAsyncDisposable
{
    private const string Program = "/usr/bin/chromium";
    private const float DragCenterX = 960;
    private const float DragCenterY = 540;
    private const float DragRadius = 200;

    // So that a turn takes longer than any frame, and the hand never rests.
    private const int MovesPerTurn = 60;

    private static readonly TimeSpan Dragging = TimeSpan.FromSeconds(10);

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private PageProbe(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    /// <summary>Null where the browser is not installed.</summary>
    public static async Task<PageProbe?> StartAsync()
    {
        if (!File.Exists(Program))
            return null;
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Program,
            Args =
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync",
            ],
        });
        return new PageProbe(playwright, browser);
    }

    public async Task<PageFigures> MeasureAsync(Uri server)
    {
        await using var context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = 1920, Height = 1080 },
        });
        var page = await context.NewPageAsync();
        var began = Stopwatch.GetTimestamp();
        await page.GotoAsync(server.ToString(), new PageGotoOptions { WaitUntil = WaitUntilState.Commit });
        await page.Locator("body[data-picture=shown]").WaitForAsync();
        var firstPicture = Stopwatch.GetElapsedTime(began);
        await page.EvaluateAsync(
            """
            () => {
              window.framesMs = [];
              const note = (ms) => { window.framesMs.push(ms); requestAnimationFrame(note); };
              requestAnimationFrame(note);
            }
            """);
        await page.Mouse.MoveAsync(DragCenterX + DragRadius, DragCenterY);
        await page.Mouse.DownAsync();
        began = Stopwatch.GetTimestamp();
        for (var move = 0; Stopwatch.GetElapsedTime(began) < Dragging; move++)
        {
            var (sin, cos) = Math.SinCos(move * 2 * Math.PI / MovesPerTurn);
            await page.Mouse.MoveAsync(
                DragCenterX + (float)(DragRadius * cos), DragCenterY + (float)(DragRadius * sin));
        }

        var framesMs = await page.EvaluateAsync<double[]>("() => window.framesMs");
        await page.Mouse.UpAsync();
        var gapsMs = framesMs.Zip(framesMs.Skip(1), (a, b) => b - a).Order().ToArray();
        return new PageFigures(
            firstPicture.TotalMilliseconds,
            1_000 * gapsMs.Length / (framesMs[^1] - framesMs[0]),
            gapsMs[(int)(gapsMs.Length * 0.99)]);
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}

/// <param name="FirstPictureMs">From asking for the page until places and units are drawn.</param>
/// <param name="P99FrameMs">Between one frame and the next.</param>
internal sealed record PageFigures(double FirstPictureMs, double FramesPerSecond, double P99FrameMs);
