using System.CommandLine;
using System.Globalization;
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
        GapsShowCommand.Build(context),
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
}
