using Telemetry.Core;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;
using Telemetry.Storage;

namespace Telemetry.Server.Query.Evidence;

/// <summary>Reads stretches of stored tracks as they were known then.</summary>
internal sealed class TrackStretches(IReportStore store, string exerciseId, long? asOfUs)
{
    // Most silences are short; a device that was away for longer is looked for farther and farther off.
    private static readonly TimeSpan[] Farther =
        [TimeSpan.FromMinutes(15), TimeSpan.FromHours(2), TimeSpan.FromDays(1), TimeSpan.FromDays(31)];

    /// <summary>Reports of a device in a closed span.</summary>
    public async Task<TrackStretch> ReadAsync(
        string deviceId, DeviceKind kind, KindSettings settings, long fromUs, long toUs,
        CancellationToken cancellationToken)
    {
        var stretch = new TrackStretch(kind, settings);
        await AddAsync(stretch, deviceId, new TimeRange(fromUs, toUs + 1), cancellationToken);
        return stretch;
    }

    /// <summary>
    /// From the last used fix before a span to the first one after it, each looked for as far as 31 days off.
    /// </summary>
    public async Task<TrackStretch> ReadAroundAsync(
        string deviceId, DeviceKind kind, KindSettings settings, TimeRange span, long watermarkUs,
        CancellationToken cancellationToken)
    {
        var startUs = span.StartUs;
        foreach (var far in Farther)
        {
            var beforeUs = span.StartUs - TimeUs.Of(far);
            var before = new TrackStretch(kind, settings);
            await AddAsync(before, deviceId, new TimeRange(beforeUs, startUs), cancellationToken);
            startUs = beforeUs;
            if (before.Track.Used.Count > 0)
                break;
        }

        var around = new TrackStretch(kind, settings);
        await AddAsync(around, deviceId, new TimeRange(startUs, span.EndUs), cancellationToken);
        var endUs = span.EndUs;
        foreach (var far in Farther)
        {
            if (endUs > watermarkUs + TimeUs.Of(Limits.Future) || around.Track.FirstFrom(span.EndUs) is not null)
                break;
            var afterUs = span.EndUs + TimeUs.Of(far);
            await AddAsync(around, deviceId, new TimeRange(endUs, afterUs), cancellationToken);
            endUs = afterUs;
        }

        return around;
    }

    private async Task AddAsync(
        TrackStretch stretch, string deviceId, TimeRange range, CancellationToken cancellationToken)
    {
        await foreach (var report in store.ReadDeviceAsync(exerciseId, deviceId, range, cancellationToken))
        {
            if (asOfUs is null || report.ReceiveTimeUs < asOfUs)
                stretch.Add(report);
        }
    }
}

/// <summary>A stretch of track with the reports that its fixes came in.</summary>
internal sealed class TrackStretch(DeviceKind kind, KindSettings settings)
{
    private readonly Dictionary<long, Report> _reports = [];

    public TrackReading Track { get; } = new(kind, settings);

    public void Add(in Report report)
    {
        _reports[report.FixTimeUs] = report;
        Track.Add(report);
    }

    public Report ReportOf(in Fix fix) => _reports[fix.TimeUs];

    /// <summary>The used fixes on both sides of a moment; one when a fix lies on it.</summary>
    public IEnumerable<Report> Around(long us)
    {
        var (before, after) = (Track.LastUntil(us), Track.FirstFrom(us));
        if (before is { } left)
            yield return ReportOf(left);
        if (after is { } right && right.TimeUs != before?.TimeUs)
            yield return ReportOf(right);
    }
}
