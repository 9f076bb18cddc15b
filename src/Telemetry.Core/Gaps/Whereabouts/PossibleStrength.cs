using System.Collections.Immutable;
using Telemetry.Core.Plans;
using Telemetry.Core.Visits;

namespace Telemetry.Core.Gaps.Whereabouts;

/// <summary>Asks whether enough devices could have been at a place at once, the unseen among them.</summary>
internal static class PossibleStrength
{
    public static (ImmutableArray<string> Suspects, long RecheckUs) Judge(
        PlaceTimeline timeline, StrengthRule rule, Gap gap, Unseen unseen)
    {
        var span = new TimeRange(gap.IdleFromUs, gap.EndUs);
        var knownUs = Math.Min(span.EndUs, unseen.WatermarkUs);
        var possible = unseen.At(timeline, rule, span, gap.OpenUs, gap.OpenUs);
        var strength = new StrengthFold(rule.MinDevices);
        foreach (var presence in timeline.Overlapping(span.StartUs, knownUs))
        {
            var (startUs, endUs) = (Math.Max(presence.StartUs, span.StartUs), Math.Min(presence.EndUs, knownUs));
            if (rule.Accepts(presence.Kind))
                strength.Add(presence.Device.Id, startUs, endUs);
        }

        var recheckUs = long.MaxValue;
        foreach (var stay in possible)
        {
            strength.Add(stay.DeviceId, stay.FromUs, Math.Min(stay.UntilUs, knownUs));
            if (stay.IsPending)
                recheckUs = unseen.WatermarkUs + 1;
            else if (stay.FromUs >= knownUs)
                recheckUs = Math.Min(recheckUs, stay.FromUs + 1);
        }

        var manned = possible.Count == 0 ? [] : strength.Runs().ToList();
        var suspects = possible
            .Where(stay => manned.Exists(run => stay.FromUs < run.EndUs && stay.UntilUs > run.StartUs))
            .Select(stay => stay.DeviceId);
        return ([.. suspects.Distinct().Take(Limits.DevicesNamedPerGap)], recheckUs);
    }
}
