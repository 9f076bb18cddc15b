using System.CommandLine;
using Google.Protobuf.WellKnownTypes;
using Patrol.Telemetry.V1;
using Telemetry.Cli.Output;

namespace Telemetry.Cli.Commands;

/// <summary>One gap with everything it rests on, so that somebody could dispute it.</summary>
internal static class GapsShowCommand
{
    public static Command Build(CommandContext context)
    {
        var id = new Argument<string>("id") { Description = "The gap" };
        var asOf = TimeArgument.Time("--as-of", "What was known then, by the server's clock");
        var geoJson = new Option<FileInfo?>("--geojson")
        {
            Description = "Write the place, the prisms of silences and the fixes to this file, for a map",
        };
        var command = new Command("show", "One gap: its rule, who was there, who was silent, how it became known")
        {
            id, asOf, geoJson,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var server = context.Connect(parsed);
            var request = new GetGapEvidenceRequest
            {
                Name = $"{server.Exercise}/gaps/{parsed.GetValue(id)}",
                AsOfTime = parsed.GetValue(asOf)?.ToTimestamp(),
            };
            var evidence = await server.Gaps.GetGapEvidenceAsync(request, cancellationToken: cancellationToken);
            if (parsed.GetValue(geoJson) is { } file)
                await File.WriteAllTextAsync(file.FullName, EvidenceMap.Of(evidence), cancellationToken);
            if (context.WantsJson(parsed))
                await context.Io.Out.WriteLineAsync(JsonText.Of(evidence));
            else
                EvidenceText.Write(context.Io.Out, evidence);
            return ExitCode.Ok;
        });
        return command;
    }
}
