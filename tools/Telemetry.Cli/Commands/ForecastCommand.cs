using System.CommandLine;
using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Patrol.Telemetry.V1;
using Spectre.Console;
using Telemetry.Cli.Output;

namespace Telemetry.Cli.Commands;

/// <summary>The gaps to come, and who could still prevent them.</summary>
internal static class ForecastCommand
{
    private const int DevicesNamed = 3;

    public static Command Build(CommandContext context)
    {
        var options = new ForecastOptions();
        var watch = new Option<bool>("--watch") { Description = "Go on telling what changes, until Ctrl-C" };
        var command = new Command(
            "forecast",
            "Rules about to be broken if nothing more is reported, soonest first, and who could still be there")
        {
            watch,
        };
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var server = context.Connect(parsed);
            var request = options.RequestOf(parsed, server.Exercise);
            if (parsed.GetValue(watch))
            {
                var following = new ForecastFollowing(server, context.Io, context.WantsJson(parsed));
                await following.RunAsync(ForecastOptions.WatchOf(request), cancellationToken);
                return ExitCode.Ok;
            }

            var answer = await server.Gaps.ForecastGapsAsync(request, cancellationToken: cancellationToken);
            context.Show(parsed, answer, () => TableOf(answer.Forecasts));
            if (answer.TotalCount > answer.Forecasts.Count)
            {
                await context.Io.Error.WriteLineAsync(
                    $"patrol: {answer.TotalCount - answer.Forecasts.Count} more; see --limit, --within, --area");
            }

            return ExitCode.Ok;
        });
        return command;
    }

    public static Table TableOf(IEnumerable<GapForecast> forecasts)
    {
        var table = TextTable.Of("BREACHES AT", "IN", "WHAT", "WHERE", "COULD STILL BE THERE", "RULE");
        foreach (var forecast in forecasts)
        {
            table.Row(
                ValueText.Of(forecast.BreachTime),
                ValueText.Of(forecast.TimeLeft.ToTimeSpan()),
                GapWords.Of(forecast.Kind),
                forecast.SubjectDisplayName.Length > 0 ? forecast.SubjectDisplayName : ValueText.IdOf(forecast.Subject),
                WhoOf(forecast),
                DemandOf(forecast));
        }

        return table;
    }

    private static string WhoOf(GapForecast forecast)
    {
        var who = forecast.Responders.Take(DevicesNamed).Select(responder => TextOf(responder, forecast)).ToList();
        if (forecast.Responders.Count > DevicesNamed)
            who.Add($"+{forecast.Responders.Count - DevicesNamed}");
        if (who.Count > 0)
            return string.Join(", ", who);
        return forecast.Subject.StartsWith("devices/", StringComparison.Ordinal) ? "" : "nobody";
    }

    private static string TextOf(Responder responder, GapForecast forecast)
    {
        var name = responder.CallSign.Length > 0 ? responder.CallSign : ValueText.IdOf(responder.Device);
        // The forecast is told at its breach less the time left.
        var way = (responder.ArrivalTime - forecast.BreachTime).ToTimeSpan() + forecast.TimeLeft.ToTimeSpan();
        var where = responder.DistanceM <= 0
            ? "is there"
            : string.Create(CultureInfo.InvariantCulture, $"{responder.DistanceM:F0} m in {ValueText.Of(way)}");
        var battery = responder.HasBatteryPercent
            ? string.Create(CultureInfo.InvariantCulture, $" ({responder.BatteryPercent:F0} %)")
            : "";
        return $"{name} {where}{battery}";
    }

    /// <summary>The demand alone: whose place it is, and when duty is, other columns tell.</summary>
    private static string DemandOf(GapForecast forecast)
    {
        var text = forecast.RuleText;
        var name = $"{forecast.SubjectDisplayName}: ";
        if (text.StartsWith(name, StringComparison.Ordinal))
            text = text[name.Length..];
        var end = text.IndexOf(';', StringComparison.Ordinal);
        return end < 0 ? text : text[..end];
    }
}
