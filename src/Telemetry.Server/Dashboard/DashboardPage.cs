using Microsoft.Extensions.FileProviders;

namespace Telemetry.Server.Dashboard;

/// <summary>
/// Serves the supervisors' page as it was built beside this server. The page itself is open to everyone, so that it can
/// ask for a token; what it shows it gets by calls, which are not.
/// </summary>
internal static class DashboardPage
{
    private const string NotBuilt =
        "The supervisors' page was not built with this server: install npm, then build the server again.\n";

    /// <summary>Before the gate.</summary>
    public static void UseDashboard(this WebApplication app, DashboardOptions options)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "dashboard");
        if (!File.Exists(Path.Combine(folder, "index.html")))
        {
            app.Use((context, next) => context.Request.Path == "/" && HttpMethods.IsGet(context.Request.Method)
                ? context.Response.WriteAsync(NotBuilt, context.RequestAborted)
                : next(context));
            return;
        }

        var files = new PhysicalFileProvider(folder);
        var policy = PolicyOf(options);
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = files,
            OnPrepareResponse = file =>
            {
                var headers = file.Context.Response.Headers;
                headers.ContentSecurityPolicy = policy;
                headers.XContentTypeOptions = "nosniff";
                // The page names its assets by their content; it itself is asked for each time.
                headers.CacheControl = file.Context.Request.Path.StartsWithSegments("/assets")
                    ? "public, max-age=31536000, immutable"
                    : "no-cache";
            },
        });
    }

    /// <summary>What the page has to know beforehand; behind the gate, for a tile address may hold a key.</summary>
    public static void MapDashboardSettings(this WebApplication app, DashboardOptions options) =>
        app.MapGet("/dashboard/settings", () => Results.Json(new
        {
            options.TileUrl,
            options.StyleUrl,
            options.Attribution,
            Gcj02 = options.Datum == BaseMapDatum.Gcj02,
        }));

    /// <summary>Nothing may be asked of anybody but this server and the base map that was configured.</summary>
    private static string PolicyOf(DashboardOptions options)
    {
        var origins = string.Concat(options.Origins.Select(origin => $" {origin}"));
        return "default-src 'self'; style-src 'self' 'unsafe-inline'; worker-src 'self' blob:; "
            + $"img-src 'self' data: blob:{origins}; connect-src 'self'{origins}; frame-ancestors 'self'";
    }
}
