namespace Telemetry.Server.Exports;

/// <summary>Where exports are fetched.</summary>
internal static class ExportEndpoints
{
    public const string Path = "/v1/exercises/{exercise}/exports/{file}";

    public static void MapExports(this WebApplication app) =>
        app.MapGet(Path, (HttpContext context, ExportDesk desk, string exercise, string file) =>
            desk.AnswerAsync(context, exercise, file));
}
