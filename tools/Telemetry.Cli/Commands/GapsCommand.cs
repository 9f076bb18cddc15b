using System.CommandLine;
using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Patrol.Telemetry.V1;
using Spectre.Console;
using Telemetry.Cli.Output;

namespace Telemetry.Cli.Commands;

internal static class GapsCommand
{
    public static Command Build(CommandContext context) => new("gaps", "Where, when and how surely a rule was not met")
    {
        GapsListCommand.Build(context),
        GapsSummaryCommand.Build(context),
        GapsWatchCommand.Build(context),
        BuildShow(context),
    };

    public static Table TableOf(IEnumerable<Gap> gaps)
    {
        var table = TextTable.Of("OPEN", "CLOSE", "WHAT", "WHERE", "WEIGHT", "IDLE SINCE", "UNVERIFIED BY", "GAP");
        foreach (var gap in gaps)
        {
            table.Row(
                ValueText.Of(gap.OpenTime),
                ValueText.Of(gap.CloseTime),
                ValueText.Of(gap),
                gap.SubjectDisplayName.Length > 0 ? gap.SubjectDisplayName : ValueText.IdOf(gap.Subject),
                gap.Priority.ToString(CultureInfo.InvariantCulture),
                ValueText.Of(gap.IdleStartTime),
                string.Join(' ', gap.UnverifiedBy.Select(ValueText.IdOf)),
                ValueText.IdOf(gap.Name));
        }

        return table;
    }

    private static Command BuildShow(CommandContext context)
    {
        var id = new Argument<string>("id") { Description = "The gap" };
        var asOf = TimeArgument.Time("--as-of", "What was known then, by the server's clock");
        var command = new Command("show", "One gap with all its revisions") { id, asOf };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var server = context.Connect(parsed);
            var request = new GetGapRequest
            {
                Name = $"{server.Exercise}/gaps/{parsed.GetValue(id)}",
                AsOfTime = parsed.GetValue(asOf)?.ToTimestamp(),
            };
            var answer = await server.Gaps.GetGapAsync(request, cancellationToken: cancellationToken);
            context.Show(parsed, answer, () => RevisionsOf(answer));
            return ExitCode.Ok;
        });
        return command;
    }

    private static Table RevisionsOf(GetGapResponse answer)
    {
        var table = TextTable.Of("REVISION", "RECORDED", "CAUSE", "WHAT", "OPEN", "CLOSE", "UNVERIFIED BY");
        foreach (var gap in answer.Revisions)
        {
            table.Row(
                $"{gap.Revision}",
                ValueText.Of(gap.RecordTime),
                GapWords.Of(gap.RevisionCause),
                ValueText.Of(gap),
                ValueText.Of(gap.OpenTime),
                ValueText.Of(gap.CloseTime),
                string.Join(' ', gap.UnverifiedBy.Select(ValueText.IdOf)));
        }

        return table;
    }
}
