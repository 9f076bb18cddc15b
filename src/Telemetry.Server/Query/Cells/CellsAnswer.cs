using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Patrol.Telemetry.V1;
using Telemetry.Core;
using Telemetry.Core.Cover;
using Telemetry.Server.Contract;
using GeoPoint = Patrol.Telemetry.V1.GeoPoint;

namespace Telemetry.Server.Query.Cells;

/// <summary>Cells of a place in the contract's words.</summary>
internal static class CellsAnswer
{
    /// <summary>Devices that are named for having been silent.</summary>
    public const int UnseenNamed = Limits.DevicesNamedPerGap;

    public static GetCellsResponse Of(
        GetCellsRequest request, CellsQuestion question, CellTimes times, IReadOnlyList<UnseenNear> unseen)
    {
        var answer = new GetCellsResponse
        {
            Place = request.Place,
            DisplayName = question.Place.Name,
            AtTime = Times.ToTimestamp(times.AtUs),
            Window = Times.ToInterval(question.Window),
            Grid = GridOf(times),
            SeenCount = times.SeenSince(times.FromUs),
            UnseenCount = unseen.Count,
        };
        AddFreshness(answer, question, times);
        answer.Unseen.AddRange(unseen.Take(UnseenNamed).Select(ToMessage));
        switch (question.Form)
        {
            case CellsForm.Packed:
                answer.Packed = UnsafeByteOperations.UnsafeWrap(PackedCells.Of(times));
                break;
            case CellsForm.Geojson:
                answer.Geojson = CellsGeoJson.Of(answer, times);
                break;
            default:
                answer.Cells.AddRange(Enumerable.Range(0, times.Count).Select(cell => ToMessage(times, cell)));
                break;
        }

        return answer;
    }

    private static CellGrid GridOf(CellTimes times) => new()
    {
        Origin = ToMessage(times.Origin),
        CellM = times.CellM,
        CellLatitudeDeg = times.CellLatitudeDeg,
        CellLongitudeDeg = times.CellLongitudeDeg,
        ColumnCount = times.Columns,
        RowCount = times.Rows,
        CellCount = times.Count,
    };

    private static void AddFreshness(GetCellsResponse answer, CellsQuestion question, CellTimes times)
    {
        if (question.FreshWithin is { } within)
        {
            answer.FreshWithin = within.ToDuration();
            answer.FreshCount = times.SeenSince(times.AtUs - TimeUs.Of(within));
            answer.FreshFraction = (double)answer.FreshCount / times.Count;
        }

        if (question.Rule is not { } rule || question.RuleSinceUs > times.AtUs
            || rule.Duty.WindowAt(times.AtUs) is not { } duty)
            return;
        var dutyUs = Math.Max(duty.StartUs, question.RuleSinceUs);
        answer.DutyStartTime = Times.ToTimestamp(dutyUs);
        var freshFromUs = times.AtUs - TimeUs.Of(rule.Interval);
        if (question.CellM == rule.CellM && times.FromUs <= freshFromUs)
            answer.RuleFreshFraction = dutyUs >= freshFromUs ? 1 : (double)times.SeenSince(freshFromUs) / times.Count;
    }

    private static Cell ToMessage(CellTimes times, int cell)
    {
        var (column, row) = times.SpotOf(cell);
        var message = new Cell { Row = row, Column = column, Center = ToMessage(times.CenterOf(cell)) };
        if (times.SeenUs(cell) is { } seenUs)
        {
            message.LastSeenTime = Times.ToTimestamp(seenUs);
            message.Age = TimeSpan.FromMicroseconds(times.AtUs - seenUs).ToDuration();
        }

        return message;
    }

    private static UnseenDevice ToMessage(UnseenNear unseen)
    {
        var message = new UnseenDevice
        {
            Device = ResourceNames.Device(unseen.DeviceId),
            Kind = (DeviceKind)unseen.Kind,
            PossibleStartTime = Times.ToTimestamp(unseen.FromUs),
        };
        if (unseen.UntilUs is { } untilUs)
            message.PossibleEndTime = Times.ToTimestamp(untilUs);
        return message;
    }

    private static GeoPoint ToMessage(Core.Geo.GeoPoint point) =>
        new() { LatitudeDeg = point.LatitudeDeg, LongitudeDeg = point.LongitudeDeg };
}
