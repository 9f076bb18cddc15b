using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Tests.Gaps.Oracle;

/// <summary>What is told of a track as a whole, the plain way: each from the whole list of its reports.</summary>
internal sealed class OracleFacts(List<Fix> track, Func<Fix, KindSettings> settingsAfter)
{
    private readonly List<Fix> _used = OracleFilter.Used(track, settingsAfter);

    public Fix? First => _used.Count > 0 ? _used[0] : null;

    public Fix? Last => _used.Count > 0 ? _used[^1] : null;

    public IEnumerable<Silence> Silences => Pairs(_used)
        .Where(pair => IsPause(pair.From, pair.To) || !OracleFilter.IsReachable(pair.From, pair.To, settingsAfter))
        .Select(pair => new Silence(pair.From, pair.To));

    public IEnumerable<Silence> HeardPauses => Pairs(track)
        .Where(pair => IsPause(pair.From, pair.To)).Select(pair => new Silence(pair.From, pair.To));

    public IEnumerable<TimeRange> Degraded
    {
        get
        {
            var used = _used.Select(fix => fix.TimeUs).ToHashSet();
            var waitingUs = OracleFilter.Waiting(track, settingsAfter)?.TimeUs;
            long? sinceUs = null;
            foreach (var us in track.Select(fix => fix.TimeUs).Where(us => us != waitingUs))
            {
                if (used.Contains(us) && sinceUs is { } fromUs)
                    yield return new TimeRange(fromUs, us);
                sinceUs = used.Contains(us) ? null : sinceUs ?? us;
            }

            if (sinceUs is { } stillUs)
                yield return new TimeRange(stillUs, long.MaxValue);
        }
    }

    public IEnumerable<TimeRange> LowBattery
    {
        get
        {
            long? sinceUs = null;
            foreach (var fix in track)
            {
                var limit = settingsAfter(fix).LowBatteryPercent;
                if (fix.BatteryPercent > limit + 5 && sinceUs is { } fromUs)
                {
                    yield return new TimeRange(fromUs, fix.TimeUs);
                    sinceUs = null;
                }

                if (fix.BatteryPercent < limit)
                    sinceUs ??= fix.TimeUs;
            }

            if (sinceUs is { } stillUs)
                yield return new TimeRange(stillUs, long.MaxValue);
        }
    }

    private bool IsPause(Fix from, Fix to) =>
        from.IsOffDuty || to.TimeUs - from.TimeUs > TimeUs.Of(settingsAfter(from).SilenceAfter);

    private static IEnumerable<(Fix From, Fix To)> Pairs(List<Fix> fixes) => fixes.Zip(fixes.Skip(1));
}
