namespace Telemetry.Core.Plans;

/// <summary>The periods that are judged when they end.</summary>
public static class Shifts
{
    /// <summary>Each duty window that ends after this moment, by start; on and on, so take what you need.</summary>
    public static IEnumerable<TimeRange> ShiftsEndingAfter(this DutySchedule duty, long us) =>
        duty.ShiftsBetween(new TimeRange(us, long.MaxValue));

    /// <summary>
    /// Each check-in slot that ends after this moment, by start. A slot that its duty window cuts off is not asked for.
    /// </summary>
    public static IEnumerable<TimeRange> SlotsEndingAfter(this SlotRule rule, long us)
    {
        var (everyUs, lengthUs) = (TimeUs.Of(rule.Every), TimeUs.Of(rule.Length));
        foreach (var shift in rule.Duty.ShiftsEndingAfter(us))
        {
            var skipped = Math.Max(0, (us - lengthUs - shift.StartUs) / everyUs);
            var startUs = shift.StartUs + (skipped * everyUs);
            for (; startUs + lengthUs <= shift.EndUs; startUs += everyUs)
            {
                if (startUs + lengthUs > us)
                    yield return new TimeRange(startUs, startUs + lengthUs);
            }
        }
    }
}
