using Microsoft.Playwright;
using Telemetry.TestServers;

namespace Telemetry.Dashboard.Tests;

/// <summary>The page to try the HTTP/JSON calls on, in a real browser.</summary>
public sealed class DocsTests(Chromium chromium) : IClassFixture<Chromium>
{
    [SkippableFact]
    public async Task Docs_TryingACall_ShowsTheServersAnswer()
    {
        Skip.IfNot(Chromium.WhyAbsent is null, Chromium.WhyAbsent);
        await using var server = await PatrolServer.StartAsync();
        await using var one = await Supervisor.OpenAsync(chromium, server.HttpUrl, "live", path: "/docs/index.html");

        var call = one.Page.Locator(".opblock").Filter(new LocatorFilterOptions
        {
            Has = one.Page.Locator("[data-path='/v1/exercises']"),
            HasText = "GET",
        });
        await call.First.ClickAsync();
        await call.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Try it out" }).ClickAsync();
        await call.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Execute" }).ClickAsync();

        await Assertions.Expect(call.Locator(".live-responses-table")).ToContainTextAsync("exercises/live");
        await one.ShowAsync("docs-light");
        one.NothingWrong();
    }
}
