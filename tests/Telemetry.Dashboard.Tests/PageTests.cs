using Microsoft.Playwright;
using Telemetry.TestServers;

namespace Telemetry.Dashboard.Tests;

/// <summary>The supervisors' page in a real browser, on a real server.</summary>
public sealed class PageTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const string Place = "Drum Square";

    /// <summary>Its interval of 20 minutes is over.</summary>
    private const int DeadlineS = 20 * 60;

    [SkippableFact]
    public async Task Page_OfANight_ShowsGapsEvidenceAndAcknowledgements()
    {
        Skip.IfNot(Chromium.WhyAbsent is null, Chromium.WhyAbsent);
        await using var server = await PatrolServer.StartAsync();
        using var night = new Night(server);
        await night.BeginAsync();
        await night.RideAsync(0, DeadlineS - 1);
        await using var one = await Supervisor.OpenAsync(chromium, server.HttpUrl, Night.Id);
        await using var two = await Supervisor.OpenAsync(
            chromium, server.HttpUrl, Night.Id, "zh-CN", 390, 844, ColorScheme.Light);
        await one.ArriveAsync();
        await two.ArriveAsync();

        // A drill says so, each in the browser's language.
        await one.Expect("#banner").ToContainTextAsync("DRILL · Night rehearsal");
        await two.Expect("#banner").ToContainTextAsync("演练");
        await Assertions.Expect(one.Gap(Place)).ToHaveCountAsync(0);

        // What the product promises: on screen within 2 seconds of its deadline.
        await night.RideAsync(DeadlineS, DeadlineS + 10);
        await Assertions.Expect(one.Gap(Place)).ToHaveCountAsync(
            1, new LocatorAssertionsToHaveCountOptions { Timeout = 2_000 });
        await night.RideAsync(DeadlineS + 20, (2 * DeadlineS) + 300);
        await one.ShowAsync("gaps-dark");
        await two.ShowAsync("gaps-phone-light");

        await one.Gap(Place).ClickAsync();
        await one.Expect("#finding").Not.ToBeEmptyAsync();
        await one.Expect("#rule").ToContainTextAsync("20");
        await one.ShowAsync("evidence-dark");

        await one.At("[name=by]").FillAsync("Li Wei");
        await one.At("[name=note]").FillAsync("bike on its way");
        await one.At(".sign button").ClickAsync();
        await one.Expect(".acknowledged").ToContainTextAsync("Li Wei");
        await Assertions.Expect(two.Gap("鼓楼广场")).ToContainTextAsync("Li Wei");

        var saved = await one.Page.RunAndWaitForDownloadAsync(() => one.At("#save").SelectOptionAsync("gaps.csv"));
        Assert.Equal("gaps.csv", saved.SuggestedFilename);
        var rows = await File.ReadAllTextAsync(await saved.PathAsync());
        Assert.Contains("OVERDUE", rows, StringComparison.OrdinalIgnoreCase);

        await two.At("#language").ClickAsync();
        await two.Expect("#tab-gaps").ToHaveTextAsync("Gaps");
        await two.At("#tab-forecast").ClickAsync();
        await two.ShowAsync("forecast-phone-light");
        one.NothingWrong();
        two.NothingWrong();
    }

    /// <summary>Without a graphics card the held map has fewer pixels: it must go along with the hand.</summary>
    [SkippableFact]
    public async Task Page_MapDragged_GoesAlongAndIsSharpAgain()
    {
        Skip.IfNot(Chromium.WhyAbsent is null, Chromium.WhyAbsent);
        await using var server = await PatrolServer.StartAsync();
        using var night = new Night(server);
        await night.BeginAsync();
        await night.RideAsync(0, 60);
        await using var one = await Supervisor.OpenAsync(chromium, server.HttpUrl, Night.Id);
        await one.ArriveAsync();
        const string isSharp =
            "() => { const c = document.querySelector('#map canvas'); return c.width === c.clientWidth; }";
        await one.Page.WaitForFunctionAsync(isSharp);
        var before = await one.At("#map").ScreenshotAsync();

        await one.Page.Mouse.MoveAsync(600, 400);
        await one.Page.Mouse.DownAsync();
        await one.Page.Mouse.MoveAsync(700, 450, new MouseMoveOptions { Steps = 10 });
        Assert.False(await one.Page.EvaluateAsync<bool>(isSharp));
        await one.Page.Mouse.UpAsync();

        await one.Page.WaitForFunctionAsync(isSharp);
        Assert.NotEqual(before, await one.At("#map").ScreenshotAsync());
        one.NothingWrong();
    }

    [SkippableFact]
    public async Task Page_GoneBackInTime_ShowsTheEarlierPicture()
    {
        Skip.IfNot(Chromium.WhyAbsent is null, Chromium.WhyAbsent);
        await using var server = await PatrolServer.StartAsync();
        using var night = new Night(server);
        await night.BeginAsync();
        await night.RideAsync(0, DeadlineS + 60);
        await using var one = await Supervisor.OpenAsync(
            chromium, server.HttpUrl, Night.Id, scheme: ColorScheme.Light);
        await one.ArriveAsync();
        await Assertions.Expect(one.Gap(Place)).ToHaveCountAsync(1);

        await one.Page.Keyboard.PressAsync("g");
        for (var minutes = 0; minutes < 3; minutes++)
            await one.Page.Keyboard.PressAsync("ArrowLeft");
        await one.Expect("#banner").ToContainTextAsync("Past picture");
        await Assertions.Expect(one.Gap(Place)).ToHaveCountAsync(0);
        await one.ShowAsync("past-light");

        await one.At("#speed").SelectOptionAsync("300");
        await one.At("#play").ClickAsync();
        await Assertions.Expect(one.Gap(Place)).ToHaveCountAsync(1);
        await one.At("#go-live").ClickAsync();
        await one.Expect("#banner").Not.ToContainTextAsync("Past picture");
        one.NothingWrong();
    }

    [SkippableFact]
    public async Task Page_WhoseServerGoesAway_SaysSoAndComesBack()
    {
        Skip.IfNot(Chromium.WhyAbsent is null, Chromium.WhyAbsent);
        await using var server = await PatrolServer.StartAsync();
        await using var one = await Supervisor.OpenAsync(chromium, server.HttpUrl, "live");
        await one.ArriveAsync();
        await one.Expect("#banner").ToBeHiddenAsync();

        await server.KillAsync();
        await one.Expect("body[data-connection=lost] #status").ToContainTextAsync("Disconnected");
        await one.ShowAsync("disconnected-dark");
        await server.StartAgainAsync();

        await one.ArriveAsync();
        one.NothingWrong(butFor: "net::ERR_");
    }

    [SkippableFact]
    public async Task Page_OfAServerWithTokens_AsksForOne()
    {
        Skip.IfNot(Chromium.WhyAbsent is null, Chromium.WhyAbsent);
        const string Token = "a-token-for-this-test";
        await using var server = await PatrolServer.StartAsync($"--Auth:Tokens:0={Token}");
        await using var one = await Supervisor.OpenAsync(chromium, server.HttpUrl, "live");

        await one.At("#token input").FillAsync(Token);
        await one.At("#token button").ClickAsync();

        await one.ArriveAsync();
        one.NothingWrong(butFor: "401 (Unauthorized)");
    }
}
