using System.Diagnostics.CodeAnalysis;
using Telemetry.Core.Geo;
using Telemetry.Core.Plans;

namespace Telemetry.Core.Tracks;

/// <summary>
/// Decides which fixes of a device are used for presence, one after the other by time. It holds what the next decision
/// depends on: the fix before, the last one used, and one that jumped and waits to be confirmed. So a decision is
/// local: after a fix that is used while none waits, nothing before it matters.
/// </summary>
internal struct FixFilter
{
    /// <summary>From this speed on a device says that it moves.</summary>
    public const double MovingMps = 1;

    /// <summary>How far off a fix may be that does not say how accurate it is.</summary>
    public const double UnknownAccuracyM = 10;

    // More than there are to a degree of longitude or latitude anywhere.
    private const double MostMetersPerDegree = 112_000;

    private Fix _unused;
    private Fix _used;
    private Fix _waiting;
    private bool _isLastUsed;

    public bool HasHeard { get; private set; }

    public bool HasUsed { get; private set; }

    public bool HasWaiting { get; private set; }

    /// <summary>The newest fix, used or not.</summary>
    [UnscopedRef]
    public readonly ref readonly Fix Heard => ref _isLastUsed ? ref _used : ref _unused;

    /// <summary>The newest fix that is used.</summary>
    [UnscopedRef]
    public readonly ref readonly Fix Used => ref _used;

    /// <summary>The fix that the next usable one decides about; after it is confirmed, that one still.</summary>
    [UnscopedRef]
    public readonly ref readonly Fix Waiting => ref _waiting;

    /// <summary>As it stands after a fix that is used while none waits.</summary>
    public static FixFilter After(in Fix used)
    {
        var filter = new FixFilter { HasHeard = true };
        filter.Use(used);
        return filter;
    }

    /// <summary>As it stood when it was written down.</summary>
    public static FixFilter After(Fix? heard, Fix? used, Fix? waiting) => new()
    {
        _unused = heard.GetValueOrDefault(),
        HasHeard = heard.HasValue,
        _used = used.GetValueOrDefault(),
        HasUsed = used.HasValue,
        _waiting = waiting.GetValueOrDefault(),
        HasWaiting = waiting.HasValue,
    };

    /// <summary>Decides about the next fix.</summary>
    /// <param name="ofWaiting">What this decides about the fix that waited: confirmed, or a jump; null when none waited
    /// or it goes on waiting.</param>
    public FixVerdict Next(in Fix fix, SettingsAfter settings, out FixVerdict? ofWaiting)
    {
        var verdict = Decide(fix, settings, out ofWaiting);
        HasHeard = true;
        if (verdict == FixVerdict.Used)
        {
            Use(fix);
            return verdict;
        }

        _unused = fix;
        _isLastUsed = false;
        if (verdict == FixVerdict.Waiting)
        {
            _waiting = fix;
            HasWaiting = true;
        }

        return verdict;
    }

    private FixVerdict Decide(in Fix fix, SettingsAfter settings, out FixVerdict? ofWaiting)
    {
        ofWaiting = null;
        if (fix.AccuracyM > settings(fix).AccuracyLimitM)
            return FixVerdict.Inaccurate;
        if (fix.SaysItMoves && HasHeard && fix.Position == Heard.Position)
            return FixVerdict.Stuck;
        if (HasWaiting)
        {
            HasWaiting = false;
            var isConfirmed = IsReachable(_waiting, fix, settings);
            ofWaiting = isConfirmed ? FixVerdict.Confirmed : FixVerdict.Jump;
            if (isConfirmed)
                return FixVerdict.Used;
        }

        return !HasUsed || IsReachable(_used, fix, settings) ? FixVerdict.Used : FixVerdict.Waiting;
    }

    private void Use(in Fix fix)
    {
        _used = fix;
        HasUsed = true;
        _isLastUsed = true;
    }

    /// <summary>Beyond what both fixes may be off, no faster than the kind's top speed.</summary>
    private static bool IsReachable(in Fix from, in Fix to, SettingsAfter settings)
    {
        var seconds = (double)(to.TimeUs - from.TimeUs) / TimeUs.PerSecond;
        var reachM = (settings(from).TopSpeedMps * seconds)
            + (from.AccuracyM ?? UnknownAccuracyM) + (to.AccuracyM ?? UnknownAccuracyM);
        // Nearly always it is near enough without asking how near.
        var degrees = Math.Abs(to.Position.LatitudeDeg - from.Position.LatitudeDeg)
            + Math.Abs(to.Position.LongitudeDeg - from.Position.LongitudeDeg);
        return degrees * MostMetersPerDegree <= reachM || GeoDistance.Meters(from.Position, to.Position) <= reachM;
    }
}
