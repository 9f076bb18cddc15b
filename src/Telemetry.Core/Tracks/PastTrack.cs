using Telemetry.Core.Geo;
using Telemetry.Core.Plans;

namespace Telemetry.Core.Tracks;

/// <summary>What is known of where a device was at a moment.</summary>
public enum Standing : byte
{
    /// <summary>On a leg, or at its last fix, which is not older than its kind may pause.</summary>
    Known = 1,

    /// <summary>Within a silence, which lasts from its first fix to its last.</summary>
    Silent = 2,

    OffDuty = 3,

    /// <summary>It had not reported.</summary>
    Unheard = 4,
}

/// <param name="Newest">The newest report at or before the moment, used or not.</param>
/// <param name="Position">On the leg, or the last one known; null while no usable fix had come.</param>
/// <param name="HeadingDeg">Along the leg, or as measured.</param>
public readonly record struct PastPlace(Report Newest, Standing Standing, GeoPoint? Position, float? HeadingDeg);

/// <summary>
/// Where one device was, looked at after the event: reports go in by fix time, moments are asked for in ascending
/// order, and what no later moment needs is forgotten.
/// </summary>
public sealed class PastTrack(DeviceIdentity identity, SettingsHistory settings)
{
    /// <summary>A leg shorter than this tells no course.</summary>
    private const double CourseLeastM = 0.5;

    private readonly List<Report> _heard = [];
    private readonly List<UsedFix> _used = [];
    private FixFilter _filter;

    /// <summary>As its newest report named it.</summary>
    public DeviceIdentity Identity { get; private set; } = identity;

    public void Add(DeviceIdentity named, in Report report)
    {
        if (report.TooLate)
            return;
        Identity = named;
        _heard.Add(report);
        var fix = Fix.Of(report, named.Kind);
        var verdict = _filter.Next(fix, settings.After, out var ofWaiting);
        if (ofWaiting == FixVerdict.Confirmed)
            _used.Add(new UsedFix(_filter.Waiting, isConfirmed: true));
        if (verdict == FixVerdict.Used)
            _used.Add(new UsedFix(fix, isConfirmed: false));
    }

    /// <summary>Null when it had not reported by then.</summary>
    public PastPlace? At(long us)
    {
        var heard = LastUntil(_heard, us, static report => report.FixTimeUs);
        if (heard < 0)
            return null;
        var newest = _heard[heard];
        var used = LastUntil(_used, us, static fix => fix.Fix.TimeUs);
        if (used < 0)
            return new PastPlace(newest, Standing.Silent, null, newest.HeadingDeg);
        var from = _used[used].Fix;
        if (from.IsOffDuty)
            return new PastPlace(newest, Standing.OffDuty, from.Position, newest.HeadingDeg);
        if (used + 1 == _used.Count)
            return new PastPlace(newest, IsPause(from, us) ? Standing.Known : Standing.Silent, from.Position,
                newest.HeadingDeg);
        var to = _used[used + 1];
        if (to.IsConfirmed || !IsPause(from, to.Fix.TimeUs))
            return new PastPlace(newest, Standing.Silent, from.Position, newest.HeadingDeg);
        var heading = CourseOf(from.Position, to.Fix.Position) ?? newest.HeadingDeg;
        return new PastPlace(newest, Standing.Known, LegPosition.At(from, to.Fix, us), heading);
    }

    /// <summary>No moment before this one is asked for any more.</summary>
    public void ForgetBefore(long us)
    {
        _heard.RemoveRange(0, Math.Max(0, LastUntil(_heard, us, static report => report.FixTimeUs)));
        _used.RemoveRange(0, Math.Max(0, LastUntil(_used, us, static fix => fix.Fix.TimeUs)));
    }

    private bool IsPause(in Fix from, long untilUs) =>
        untilUs - from.TimeUs <= TimeUs.Of(settings.After(from).SilenceAfter);

    /// <summary>−1 when all are later.</summary>
    private static int LastUntil<T>(List<T> items, long us, Func<T, long> timeUs)
    {
        var (low, high) = (0, items.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (timeUs(items[middle]) <= us)
                low = middle + 1;
            else
                high = middle;
        }

        return low - 1;
    }

    private static float? CourseOf(GeoPoint from, GeoPoint to)
    {
        if (from == to || GeoDistance.Meters(from, to) < CourseLeastM)
            return null;
        var north = to.LatitudeDeg - from.LatitudeDeg;
        var east = Wgs84.ShortWayDeg(to.LongitudeDeg - from.LongitudeDeg)
            * Math.Cos(double.DegreesToRadians((from.LatitudeDeg + to.LatitudeDeg) / 2));
        var course = double.RadiansToDegrees(Math.Atan2(east, north));
        return (float)(course < 0 ? course + 360 : course);
    }
}
