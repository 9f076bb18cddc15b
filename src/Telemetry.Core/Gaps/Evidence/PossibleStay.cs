using Telemetry.Core.Geo;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Gaps.Evidence;

/// <summary>A time in which a device can have been at a place although nobody saw it there.</summary>
/// <param name="UntilUs">Null while its silence lasts.</param>
public sealed record PossibleStay(Prism Prism, long FromUs, long? UntilUs)
{
    /// <summary>Those of one device within a span, by time; on duty only, when the roster says its duty.</summary>
    /// <param name="duty">Null when the device is not on the roster.</param>
    public static IReadOnlyList<PossibleStay> Of(
        TrackReading track, PlaceDistance place, DutySchedule? duty, TimeRange span, long watermarkUs)
    {
        var stays = new List<PossibleStay>();
        foreach (var (from, to) in Silences(track, duty is not null, span, watermarkUs))
        {
            var prism = new Prism(from, to, track.Settings.TopSpeedMps);
            if (prism.At(place, span) is not { } chance)
                continue;
            var fromUs = chance.StartUs;
            if (from is { IsOffDuty: true } off)
                fromUs = Math.Max(fromUs, duty!.WindowAt(off.TimeUs)?.EndUs ?? off.TimeUs);
            foreach (var window in (duty ?? DutySchedule.Always).WindowsBetween(chance with { StartUs = fromUs }))
            {
                var onDuty = window.Intersect(chance with { StartUs = fromUs });
                var lasts = to is null && onDuty.EndUs == span.EndUs && span.EndUs >= watermarkUs;
                stays.Add(new PossibleStay(prism, onDuty.StartUs, lasts ? null : onDuty.EndUs));
            }
        }

        return stays;
    }

    private static IEnumerable<(Fix? From, Fix? To)> Silences(
        TrackReading track, bool isRostered, TimeRange span, long watermarkUs)
    {
        if (track.Used.Count == 0)
        {
            if (isRostered)
                yield return (null, null);
            yield break;
        }

        if (isRostered && track.Used[0].TimeUs > span.StartUs)
            yield return (null, track.Used[0]);
        foreach (var silence in track.Silences)
        {
            if (silence.From.TimeUs < span.EndUs && silence.To.TimeUs > span.StartUs
                && (isRostered || !silence.From.IsOffDuty))
                yield return (silence.From, silence.To);
        }

        var last = track.Used[^1];
        var isSilent = last.IsOffDuty
            ? isRostered
            : watermarkUs - last.TimeUs > TimeUs.Of(track.Settings.SilenceAfter);
        if (isSilent && last.TimeUs < Math.Min(span.EndUs, watermarkUs))
            yield return (last, null);
    }
}
