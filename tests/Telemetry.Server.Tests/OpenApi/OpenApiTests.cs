using System.Net;
using System.Text.RegularExpressions;
using Google.Api;
using Google.Protobuf.Reflection;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;
using Patrol.Telemetry.V1;

namespace Telemetry.Server.Tests.OpenApi;

public sealed partial class OpenApiTests
{
    [Fact]
    public async Task Document_ReadByALibrary_IsValidOpenApi31()
    {
        await using var server = await RunningServer.StartAsync();
        var text = await server.Http.GetStringAsync("/openapi.json");

        var read = Microsoft.OpenApi.OpenApiDocument.Parse(text, "json");

        Assert.Empty(read.Diagnostic!.Errors);
        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, read.Diagnostic.SpecificationVersion);
        var operations = read.Document!.Paths.SelectMany(path => path.Value.Operations!.Values).ToList();
        Assert.Equal(operations.Count, operations.Select(operation => operation.OperationId).Distinct().Count());
        Assert.All(operations, operation => Assert.False(string.IsNullOrEmpty(operation.Description)));
    }

    [Fact]
    public async Task Document_HasEveryHttpRuleOfEveryService()
    {
        await using var server = await RunningServer.StartAsync();
        var text = await server.Http.GetStringAsync("/openapi.json");
        var document = Microsoft.OpenApi.OpenApiDocument.Parse(text, "json").Document!;
        var told = document.Paths
            .SelectMany(path => path.Value.Operations!.Keys.Select(verb => $"{verb} {Holes().Replace(path.Key, "{}")}"))
            .ToHashSet();

        // From the generated code, not from where the document is made of.
        var services = typeof(GapService).Assembly.GetTypes()
            .Select(type => type.GetProperty("Descriptor", typeof(ServiceDescriptor))?.GetValue(null))
            .OfType<ServiceDescriptor>().ToList();
        var rules = services.SelectMany(service => service.Methods)
            .Select(method => method.GetOptions()?.GetExtension(AnnotationsExtensions.Http)).OfType<HttpRule>()
            .SelectMany(rule => (HttpRule[])[rule, .. rule.AdditionalBindings]).ToList();

        Assert.True(services.Count >= 7 && rules.Count > 20, $"{services.Count} services, {rules.Count} rules");
        Assert.All(rules, rule => Assert.Contains(Shape(rule), told));
    }

    [Fact]
    public async Task Page_AsksNobodyElse()
    {
        await using var server = await RunningServer.StartAsync();

        var page = await server.Http.GetStringAsync("/docs/index.html");

        var links = Links().Matches(page).Select(match => match.Groups["url"].Value).ToList();
        Assert.NotEmpty(links);
        foreach (var link in links)
        {
            Assert.DoesNotContain("//", link);
            var answer = await server.Http.GetAsync(new Uri(new Uri(server.Http.BaseAddress!, "/docs/"), link));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    [Fact]
    public async Task DocumentAndPage_WithoutTheToken_AreRefused()
    {
        await using var server = await RunningServer.StartAsync(settings: "--Auth:Tokens:0=a-token-of-the-tests");

        foreach (var path in (string[])["/openapi.json", "/docs/index.html"])
            Assert.Equal(HttpStatusCode.Unauthorized, (await server.Http.GetAsync(path)).StatusCode);
    }

    private static string Shape(HttpRule rule)
    {
        var (verb, template) = rule.PatternCase switch
        {
            HttpRule.PatternOneofCase.Get => ("GET", rule.Get),
            HttpRule.PatternOneofCase.Post => ("POST", rule.Post),
            HttpRule.PatternOneofCase.Delete => ("DELETE", rule.Delete),
            _ => throw new NotSupportedException(rule.ToString()),
        };
        var open = Patterns().Replace(template, match => match.Groups["of"].Value.Replace("*", "{}"));
        return $"{verb} {Holes().Replace(open, "{}")}";
    }

    [GeneratedRegex(@"\{[a-z_]+=(?<of>[^}]+)\}")]
    private static partial Regex Patterns();

    [GeneratedRegex(@"\{[a-z_]+\}")]
    private static partial Regex Holes();

    [GeneratedRegex("""(src|href)="(?<url>[^"]+)""")]
    private static partial Regex Links();
}
