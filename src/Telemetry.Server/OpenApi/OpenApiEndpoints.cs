using System.Text;

namespace Telemetry.Server.OpenApi;

/// <summary>The document, and a page to try the calls; both come from this server alone.</summary>
internal static class OpenApiEndpoints
{
    public const string DocumentPath = "/openapi.json";
    public const string PagePath = "docs";

    private static readonly Lazy<byte[]> Document =
        new(() => Encoding.UTF8.GetBytes(OpenApiDocument.Make().ToJsonString()));

    public static void MapOpenApi(this WebApplication app)
    {
        app.UseSwaggerUI(page =>
        {
            page.RoutePrefix = PagePath;
            page.DocumentTitle = "Patrol telemetry: calls";
            page.SwaggerEndpoint(DocumentPath, "patrol.telemetry.v1");
            // Whoever checks the document elsewhere would be told of it.
            page.EnableValidator(null);
        });
        app.MapGet(DocumentPath, () => Results.Bytes(Document.Value, "application/json"));
    }
}
