using System.CommandLine;
using System.Globalization;

namespace Telemetry.Cli.Commands;

/// <summary>Streams tracks, visits, gaps or coverage to a file, of any size.</summary>
internal static class ExportCommand
{
    private enum Subject
    {
        Tracks,
        Visits,
        Gaps,
        Coverage,
    }

    private enum FileFormat
    {
        Csv,
        GeoJson,
        Gpx,
        Kml,
        Parquet,
    }

    public static Command Build(CommandContext context)
    {
        var subject = new Argument<Subject>("what") { Description = "Tracks, Visits, Gaps or Coverage" };
        var format = new Option<FileFormat>("--format", "-f")
        {
            Description = "Csv, GeoJson, Gpx, Kml or Parquet",
            DefaultValueFactory = _ => FileFormat.Csv,
        };
        var output = new Option<string?>("--output", "-o") { Description = "File to write; default: to the terminal" };
        var from = TimeArgument.Time("--from", "From this event time on; needed for coverage");
        var to = TimeArgument.Time("--to", "Up to this event time; needed for coverage");
        var area = new Option<string?>("--area") { Description = "Only places of this area; not of tracks" };
        var device = new Option<string[]>("--device") { Description = "Only these devices; of tracks and gaps" };
        var asOf = TimeArgument.Time("--as-of", "What was known then, by the server's clock");
        var command = new Command("export", "Writes tracks, visits, gaps or coverage to a file")
        {
            subject, format, output, from, to, area, device, asOf,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var server = context.Connect(parsed);
            var file = $"{parsed.GetValue(subject)}.{parsed.GetValue(format)}".ToLowerInvariant();
            (string, string?)[] query =
            [
                ("from", Text(parsed.GetValue(from))), ("to", Text(parsed.GetValue(to))),
                ("area", parsed.GetValue(area)), ("as_of", Text(parsed.GetValue(asOf))),
                .. (parsed.GetValue(device) ?? []).Select(id => ("device", (string?)id)),
            ];
            await server.Files.FetchAsync(
                $"/v1/{server.Exercise}/exports/{file}", query,
                () => parsed.GetValue(output) is { } path ? File.Create(path) : context.Io.OpenBytes(),
                cancellationToken);
            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>As the server's paths take times.</summary>
    public static string? Text(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
}
