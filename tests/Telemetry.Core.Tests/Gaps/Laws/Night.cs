using Telemetry.Core.Gaps;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Tests.Gaps.Laws;

/// <summary>Runs an engine over a plan and reports, and says what gaps there are in the end.</summary>
internal static class Night
{
    private const double StepSeconds = 300;

    public static readonly double LastSeconds = (World.MinutesLong + 60) * 60;

    /// <summary>In the order of fix times.</summary>
    public static IReadOnlyList<Gap> Gaps(
        Plan plan, IReadOnlyDictionary<string, List<Report>> tracks, long shiftUs = 0) =>
        Gaps(plan, Arrivals(tracks), shiftUs);

    /// <summary>In this order; the clock goes on while they come, up to the time that all have.</summary>
    public static IReadOnlyList<Gap> Gaps(
        Plan plan, IReadOnlyList<(string DeviceId, Report Report)> arrivals, long shiftUs = 0,
        Action<EngineHarness, int>? disturb = null, bool givesRepeats = false)
    {
        var harness = new EngineHarness("drill") { GivesRepeats = givesRepeats };
        harness.Apply(plan, World.StartUs + shiftUs);
        var next = 0;
        for (double seconds = 0; seconds <= LastSeconds; seconds += StepSeconds)
        {
            var share = Math.Min(1, seconds / (World.MinutesLong * 60));
            for (; next < arrivals.Count * share; next++)
            {
                harness.Add(arrivals[next].DeviceId, arrivals[next].Report);
                disturb?.Invoke(harness, next);
            }

            harness.Advance(World.At(seconds) + shiftUs);
        }

        return [.. harness.Gaps];
    }

    public static List<(string DeviceId, Report Report)> Arrivals(IReadOnlyDictionary<string, List<Report>> tracks) =>
    [
        .. tracks.SelectMany(track => track.Value.Select(report => (track.Key, report)))
            .OrderBy(arrival => arrival.report.FixTimeUs).ThenBy(arrival => arrival.Key, StringComparer.Ordinal),
    ];

    /// <summary>All that is said of gaps, one a line.</summary>
    public static string Text(IEnumerable<Gap> gaps) => string.Join('\n', gaps.Select(gap => gap.ToString()
        + string.Join(',', gap.UnverifiedBy)).Order(StringComparer.Ordinal));

    /// <summary>Which gaps there are and when, seen from a start.</summary>
    public static List<(string What, long[] Us)> Times(IEnumerable<Gap> gaps, long fromUs = 0) =>
    [
        .. gaps.Select(gap => (
                What: $"{gap.Kind} {gap.SubjectId} {gap.RuleId} {gap.Close?.Reason}",
                Us: new[] { gap.IdleFromUs - fromUs, gap.OpenUs - fromUs, (gap.Close?.TimeUs ?? fromUs) - fromUs }))
            .OrderBy(line => line.What, StringComparer.Ordinal).ThenBy(line => line.Us[0]),
    ];

    /// <summary>The same gaps at the same times, give or take so many microseconds.</summary>
    public static void AssertSameTimes(
        List<(string What, long[] Us)> expected, List<(string What, long[] Us)> actual, long withinUs)
    {
        Assert.Equal(expected.Select(line => line.What), actual.Select(line => line.What));
        foreach (var (a, b) in expected.Zip(actual))
        {
            foreach (var (us, other) in a.Us.Zip(b.Us))
                Assert.InRange(other, us - withinUs, us + withinUs);
        }
    }

    /// <summary>Time for which rules were broken, by what they watch.</summary>
    public static Dictionary<(GapKind Kind, string SubjectId), long> BrokenUs(IEnumerable<Gap> gaps) => gaps
        .GroupBy(gap => (gap.Kind, gap.SubjectId))
        .ToDictionary(
            group => group.Key,
            group => group.Sum(gap => (gap.Close?.TimeUs ?? World.At(LastSeconds)) - gap.OpenUs));
}
