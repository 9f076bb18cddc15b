using Telemetry.Core;
using Telemetry.Core.Tracks;
using Telemetry.Storage;
using Exercise = Telemetry.Server.Exercises.Exercise;

namespace Telemetry.Server.Query.Pictures;

/// <summary>
/// Where every device was at ascending moments, from stored reports read once, block by block: it holds what lies
/// between the moment asked for and the longest leg after it.
/// </summary>
/// <param name="receivedBeforeUs">Only what the server had taken in before this is known.</param>
/// <param name="goesOn">More moments follow, so it reads by whole blocks.</param>
internal sealed class PastFleet(
    Exercise exercise, IReportStore reports, long receivedBeforeUs, bool goesOn,
    Func<CancellationToken, ValueTask> giveWay)
{
    private readonly Dictionary<string, PastTrack> _tracks = [];
    private readonly long _aheadUs = TimeUs.Of(exercise.Settings.LongestLeg) + 1;
    private long _readUntilUs = long.MinValue;

    /// <summary>Those that were heard by the moment, or not long before it began.</summary>
    public IReadOnlyCollection<PastTrack> Tracks => _tracks.Values;

    /// <summary>Reads on, as far as the moment needs.</summary>
    public async Task MoveToAsync(long us, CancellationToken cancellationToken)
    {
        var leadUs = us - Math.Max(PictureLimits.LeadUs, _aheadUs);
        if (_readUntilUs < leadUs - PictureLimits.BlockUs)
            await SkipToAsync(leadUs, cancellationToken);
        var neededUs = us + _aheadUs;
        while (_readUntilUs < neededUs)
        {
            var untilUs = _readUntilUs + PictureLimits.BlockUs;
            untilUs = goesOn ? untilUs : Math.Min(untilUs, neededUs);
            await ReadAsync(new TimeRange(_readUntilUs, untilUs), cancellationToken);
            _readUntilUs = untilUs;
            foreach (var track in _tracks.Values)
                track.ForgetBefore(us);
        }
    }

    /// <summary>Of what lies between, each device's last report will do.</summary>
    private async Task SkipToAsync(long us, CancellationToken cancellationToken)
    {
        var skipped = new TimeRange(Math.Max(_readUntilUs, us - TimeUs.Of(PictureLimits.LookBack)), us);
        await foreach (var newest in reports.ReadNewestAsync(exercise.Id, skipped, cancellationToken))
        {
            if (!Take(newest))
                await ReadKnownAsync(newest.Device, skipped, cancellationToken);
        }

        _readUntilUs = us;
    }

    private async Task ReadAsync(TimeRange range, CancellationToken cancellationToken)
    {
        await giveWay(cancellationToken);
        await foreach (var chunk in reports.ReadAllAsync(exercise.Id, range, cancellationToken))
            Take(chunk);
    }

    /// <summary>The newest came later than what is known here: the one before it that did not.</summary>
    private async Task ReadKnownAsync(DeviceIdentity device, TimeRange range, CancellationToken cancellationToken)
    {
        Report? last = null;
        await foreach (var report in reports.ReadDeviceAsync(exercise.Id, device.Id, range, cancellationToken))
        {
            if (IsKnown(report))
                last = report;
        }

        if (last is { } known)
            TrackOf(device).Add(device, known);
    }

    /// <summary>False when none of it is known.</summary>
    private bool Take(ReportBatch chunk)
    {
        PastTrack? track = null;
        foreach (ref readonly var report in chunk.Reports.Span)
        {
            if (IsKnown(report))
                (track ??= TrackOf(chunk.Device)).Add(chunk.Device, report);
        }

        return track is not null;
    }

    private bool IsKnown(in Report report) => !report.TooLate && report.ReceiveTimeUs < receivedBeforeUs;

    private PastTrack TrackOf(DeviceIdentity device)
    {
        if (!_tracks.TryGetValue(device.Id, out var track))
            _tracks.Add(device.Id, track = new PastTrack(device, exercise.Settings));
        return track;
    }
}
