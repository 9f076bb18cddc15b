using Telemetry.Core.Geo;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Tests.Gaps.Oracle;

/// <summary>Which fixes count, the plain way: the whole track in one loop that looks ahead.</summary>
internal static class OracleFilter
{
    /// <summary>The used ones of a track, by time.</summary>
    public static List<Fix> Used(List<Fix> track, Func<Fix, KindSettings> settingsAfter)
    {
        var good = Good(track, settingsAfter);
        var used = new List<Fix>();
        for (var i = 0; i < good.Count; i++)
        {
            var isNear = used.Count == 0 || IsReachable(used[^1], good[i], settingsAfter);
            var isConfirmed = i + 1 < good.Count && IsReachable(good[i], good[i + 1], settingsAfter);
            if (isNear || isConfirmed)
                used.Add(good[i]);
        }

        return used;
    }

    /// <summary>The last good one, when it is not used only because none has come that could confirm it.</summary>
    public static Fix? Waiting(List<Fix> track, Func<Fix, KindSettings> settingsAfter)
    {
        var good = Good(track, settingsAfter);
        var used = Used(track, settingsAfter);
        return good.Count > 0 && used[^1].TimeUs != good[^1].TimeUs ? good[^1] : null;
    }

    /// <summary>Neither inaccurate nor stuck.</summary>
    private static List<Fix> Good(List<Fix> track, Func<Fix, KindSettings> settingsAfter) =>
    [
        .. track.Where((fix, i) => !(fix.AccuracyM > settingsAfter(fix).AccuracyLimitM)
            && !(i > 0 && fix.SaysItMoves && fix.Position == track[i - 1].Position)),
    ];

    /// <summary>Not so between consecutive used fixes when the second one is a confirmed jump.</summary>
    public static bool IsReachable(Fix from, Fix to, Func<Fix, KindSettings> settingsAfter)
    {
        var beyondErrorM = GeoDistance.Meters(from.Position, to.Position)
            - (from.AccuracyM ?? 10) - (to.AccuracyM ?? 10);
        return beyondErrorM <= settingsAfter(from).TopSpeedMps * (to.TimeUs - from.TimeUs) / TimeUs.PerSecond;
    }
}
