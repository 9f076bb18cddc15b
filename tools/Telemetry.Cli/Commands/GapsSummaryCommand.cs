using System.CommandLine;
using Google.Protobuf.WellKnownTypes;
using Patrol.Telemetry.V1;
using Spectre.Console;
using Telemetry.Cli.Output;

namespace Telemetry.Cli.Commands;

/// <summary>The night in a few lines: how many gaps of which kind, how sure, how long.</summary>
internal static class GapsSummaryCommand
{
    public static Command Build(CommandContext context)
    {
        var options = new GapFilterOptions();
        var command = new Command("summary", "How many gaps of each kind, how sure, how long; without those retracted");
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var server = context.Connect(parsed);
            var request = options.RequestOf(parsed, server.Exercise);
            var gaps = await GapsListCommand.ReadAsync(server, request, cancellationToken);
            var rows = gaps.GroupBy(gap => gap.Kind).OrderBy(kind => kind.Key).Select(Row.Of).ToList();
            context.Show(parsed, JsonOf(rows), () => TableOf(rows));
            return ExitCode.Ok;
        });
        return command;
    }

    private static Table TableOf(List<Row> rows)
    {
        var table = TextTable.Of("WHAT", "GAPS", "CONFIRMED", "UNVERIFIED", "OPEN", "TOGETHER", "LONGEST", "AT");
        foreach (var row in rows)
        {
            table.Row(
                row.Kind, $"{row.Count}", $"{row.Count - row.Unverified}", $"{row.Unverified}", $"{row.Open}",
                ValueText.Of(row.Together), ValueText.Of(row.Longest), row.LongestAt);
        }

        return table;
    }

    private static Struct JsonOf(List<Row> rows)
    {
        var answer = new Struct();
        foreach (var row in rows)
        {
            answer.Fields[row.Kind] = Value.ForStruct(new Struct
            {
                Fields =
                {
                    ["gaps"] = Value.ForNumber(row.Count),
                    ["unverified"] = Value.ForNumber(row.Unverified),
                    ["open"] = Value.ForNumber(row.Open),
                    ["togetherSeconds"] = Value.ForNumber(row.Together.TotalSeconds),
                    ["longestSeconds"] = Value.ForNumber(row.Longest.TotalSeconds),
                    ["longestAt"] = Value.ForString(row.LongestAt),
                },
            });
        }

        return answer;
    }

    /// <summary>Lengths are of the gaps that have ended.</summary>
    private sealed record Row(
        string Kind, int Count, int Unverified, int Open, TimeSpan Together, TimeSpan Longest, string LongestAt)
    {
        public static Row Of(IGrouping<GapKind, Gap> gaps)
        {
            var ended = gaps.Where(gap => gap.CloseTime is not null).ToList();
            var longest = ended.MaxBy(LengthOf);
            return new Row(
                GapWords.Of(gaps.Key),
                gaps.Count(),
                gaps.Count(gap => gap.Certainty == Certainty.Unverified),
                gaps.Count() - ended.Count,
                TimeSpan.FromTicks(ended.Sum(gap => LengthOf(gap).Ticks)),
                longest is null ? TimeSpan.Zero : LengthOf(longest),
                longest?.SubjectDisplayName ?? "");
        }

        private static TimeSpan LengthOf(Gap gap) => (gap.CloseTime - gap.OpenTime).ToTimeSpan();
    }
}
