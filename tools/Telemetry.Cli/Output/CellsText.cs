using System.Globalization;
using Patrol.Telemetry.V1;

namespace Telemetry.Cli.Output;

/// <summary>
/// Cells of a place as a page: how much of it is fresh, what was not seen for longest, who is not known of.
/// </summary>
internal static class CellsText
{
    public static void Write(TextWriter writer, GetCellsResponse answer, int oldest)
    {
        var cells = answer.Grid.CellCount;
        var name = answer.DisplayName.Length > 0 ? $"{answer.DisplayName} ({answer.Place})" : answer.Place;
        writer.WriteLine($"{name} at {ValueText.Of(answer.AtTime)}");
        writer.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"  cells  {cells} of {answer.Grid.CellM:0.##} m"));
        var since = ValueText.Of(answer.Window.StartTime);
        writer.WriteLine($"  seen   {answer.SeenCount} ({PercentOf(answer.SeenCount, cells)}) since {since}");
        if (answer.HasFreshCount)
        {
            var within = ValueText.Of(answer.FreshWithin.ToTimeSpan());
            var percent = PercentOf(answer.FreshCount, cells);
            writer.WriteLine($"  fresh  {answer.FreshCount} ({percent}) seen within {within}");
        }

        if (answer.HasRuleFreshFraction)
        {
            var percent = PercentText(answer.RuleFreshFraction);
            var duty = ValueText.Of(answer.DutyStartTime);
            writer.WriteLine($"  rule   {percent} as the rule counts, on duty since {duty}");
        }

        WriteUnseen(writer, answer);
        WriteOldest(writer, answer, oldest);
    }

    private static void WriteUnseen(TextWriter writer, GetCellsResponse answer)
    {
        if (answer.UnseenCount == 0)
            return;
        writer.WriteLine();
        writer.WriteLine("Not known, for they were silent and could have been near enough:");
        foreach (var unseen in answer.Unseen)
        {
            var until = unseen.PossibleEndTime is null ? "on" : $"to {ValueText.Of(unseen.PossibleEndTime)}";
            var device = $"{ValueText.IdOf(unseen.Device)} ({ValueText.Of(unseen.Kind)})";
            writer.WriteLine($"  {device} from {ValueText.Of(unseen.PossibleStartTime)} {until}");
        }

        if (answer.UnseenCount > answer.Unseen.Count)
            writer.WriteLine($"  and {answer.UnseenCount - answer.Unseen.Count} more");
    }

    private static void WriteOldest(TextWriter writer, GetCellsResponse answer, int oldest)
    {
        writer.WriteLine();
        writer.WriteLine("Not seen for longest:");
        var never = $"not since {ValueText.Of(answer.Window.StartTime)}";
        var table = TextTable.Of("ROW", "COLUMN", "LATITUDE", "LONGITUDE", "LAST SEEN", "AGE");
        foreach (var cell in answer.Cells.OrderBy(cell => cell.LastSeenTime is null ? 0 : 1)
            .ThenByDescending(cell => cell.Age?.ToTimeSpan() ?? default).Take(oldest))
        {
            table.Row(
                $"{cell.Row}",
                $"{cell.Column}",
                cell.Center.LatitudeDeg.ToString("0.000000", CultureInfo.InvariantCulture),
                cell.Center.LongitudeDeg.ToString("0.000000", CultureInfo.InvariantCulture),
                cell.LastSeenTime is null ? never : ValueText.Of(cell.LastSeenTime),
                cell.Age is null ? "" : ValueText.Of(cell.Age.ToTimeSpan()));
        }

        TextTable.Write(writer, table);
    }

    private static string PercentOf(int part, int whole) => PercentText((double)part / whole);

    private static string PercentText(double fraction) => fraction.ToString("0.0 %", CultureInfo.InvariantCulture);
}
