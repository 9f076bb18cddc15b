using Telemetry.Core.Tracks;
using Telemetry.Storage;

namespace Telemetry.Server.Live;

/// <summary>One device as its newest stored report shows it.</summary>
internal sealed class FleetEntry
{
    private readonly Lock _lock = new();
    private FleetState? _state;
    private long _reports;

    /// <summary>Null until the first report is stored.</summary>
    public FleetState? State
    {
        get { lock (_lock) return _state; }
    }

    public void Restore(DeviceIdentity device, Fix last)
    {
        var newest = new Report { FixTimeUs = last.TimeUs, Position = last.Position, Status = last.Status };
        lock (_lock)
            _state ??= new FleetState(device, newest, 0);
    }

    public void Observe(ReportBatch batch, AppendOutcome[] outcomes)
    {
        lock (_lock)
        {
            var newest = _state is { } known ? known.Newest : default;
            var found = _state is not null;
            var reports = batch.Reports.Span;
            for (var i = 0; i < reports.Length; i++)
            {
                if (outcomes[i] != AppendOutcome.Stored)
                    continue;
                _reports++;
                if (found && reports[i].FixTimeUs <= newest.FixTimeUs)
                    continue;
                newest = reports[i];
                found = true;
            }

            if (found)
                _state = new FleetState(batch.Device, newest, _reports);
        }
    }
}

/// <param name="ReportCount">Stored since this server started.</param>
internal sealed record FleetState(DeviceIdentity Device, Report Newest, long ReportCount);
