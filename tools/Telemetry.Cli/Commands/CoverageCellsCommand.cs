using System.CommandLine;
using Google.Protobuf.WellKnownTypes;
using Patrol.Telemetry.V1;
using Telemetry.Cli.Output;

namespace Telemetry.Cli.Commands;

/// <summary>When each bit of a place's ground was last seen.</summary>
internal static class CoverageCellsCommand
{
    private const int OldestShown = 10;

    public static Command Build(CommandContext context)
    {
        var place = new Argument<string>("place") { Description = "Id of a zone or post, or areas/ID" };
        var at = TimeArgument.Time("--at", "The moment at which ages are told; default: the watermark");
        var asOf = TimeArgument.Time("--as-of", "What was known then, by the server's clock");
        var window = TimeArgument.Length(
            "--window", "How far back to look; default: a day, or since the rule was made");
        var within = TimeArgument.Length("--within", "Cells seen so long ago or later are fresh; default: by the rule");
        var cellM = new Option<double?>("--cell-m") { Description = "Side of a cell in metres; default: by the rule" };
        var geoJson = new Option<FileInfo?>("--geojson") { Description = "Write the cells to this file, for a map" };
        var command = new Command("cells", "When each bit of a place's ground was last seen")
        {
            place, at, asOf, window, within, cellM, geoJson,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var server = context.Connect(parsed);
            var id = parsed.GetRequiredValue(place);
            var request = new GetCellsRequest
            {
                Parent = server.Exercise,
                Place = id.Contains('/', StringComparison.Ordinal) ? id : $"places/{id}",
                AtTime = parsed.GetValue(at)?.ToTimestamp(),
                AsOfTime = parsed.GetValue(asOf)?.ToTimestamp(),
                Window = parsed.GetValue(window)?.ToDuration(),
                FreshWithin = parsed.GetValue(within)?.ToDuration(),
            };
            if (parsed.GetValue(cellM) is { } side)
                request.CellM = side;
            var answer = await server.Coverage.GetCellsAsync(request, cancellationToken: cancellationToken);
            if (parsed.GetValue(geoJson) is { } file)
            {
                // Of the same moment, though time has gone on.
                var map = new GetCellsRequest(request) { AtTime = answer.AtTime, Form = CellsForm.Geojson };
                var drawn = await server.Coverage.GetCellsAsync(map, cancellationToken: cancellationToken);
                await File.WriteAllTextAsync(file.FullName, drawn.Geojson, cancellationToken);
            }

            if (context.WantsJson(parsed))
                await context.Io.Out.WriteLineAsync(JsonText.Of(answer));
            else
                CellsText.Write(context.Io.Out, answer, OldestShown);
            return ExitCode.Ok;
        });
        return command;
    }
}
