using Telemetry.Core.Tracks;
using Telemetry.Storage.InfluxDb.Writing;

namespace Telemetry.Storage.InfluxDb.Identity;

/// <summary>
/// What is known of one device's fix times without asking: the greatest one given to the store, and the batches under
/// way. InfluxDB overwrites in silence, so that the first report wins is seen to here.
/// </summary>
internal sealed class DeviceTail
{
    private readonly Lock _lock = new();
    private readonly List<PendingAppend> _underWay = [];
    private bool _isKnown;
    private bool _isRetired;
    private bool _isTouched;
    private long _markUs = long.MinValue;

    /// <summary>
    /// Enters a batch; false when this tail has been given up and another is to be taken. Reports beyond
    /// <see cref="TailClaim.MarkUs"/> are new; the others are to be looked for once the batches before are done.
    /// </summary>
    public bool TryClaim(PendingAppend append, out TailClaim claim)
    {
        var (isAscending, firstUs, lastUs) = Look(append.Batch.Reports.Span);
        lock (_lock)
        {
            claim = default;
            if (_isRetired)
                return false;
            _isTouched = true;
            var isNew = _isKnown && firstUs > _markUs;
            claim = new TailClaim(
                _isKnown, _markUs, isNew && isAscending, isNew ? [] : _underWay.ConvertAll(before => before.Done));
            _markUs = Math.Max(_markUs, lastUs);
            _underWay.Add(append);
            return true;
        }
    }

    /// <summary>The store's own greatest fix time of the device was found.</summary>
    public void Learn(long? storedUs)
    {
        lock (_lock)
        {
            _isKnown = true;
            _markUs = Math.Max(_markUs, storedUs ?? long.MinValue);
        }
    }

    public void Release(PendingAppend append)
    {
        lock (_lock)
            _underWay.Remove(append);
    }

    public Task[] UnderWay()
    {
        lock (_lock)
            return [.. _underWay.Select(append => append.Done)];
    }

    /// <summary>Gives the tail up if nothing is under way and, unless forced, nobody came since the last try.</summary>
    public bool TryRetire(bool force)
    {
        lock (_lock)
        {
            _isRetired = _underWay.Count == 0 && (force || !_isTouched);
            _isTouched = false;
            return _isRetired;
        }
    }

    private static (bool IsAscending, long FirstUs, long LastUs) Look(ReadOnlySpan<Report> reports)
    {
        var isAscending = true;
        var (firstUs, lastUs) = (reports[0].FixTimeUs, reports[0].FixTimeUs);
        for (var i = 1; i < reports.Length; i++)
        {
            var us = reports[i].FixTimeUs;
            isAscending &= us > lastUs;
            firstUs = Math.Min(firstUs, us);
            lastUs = Math.Max(lastUs, us);
        }

        return (isAscending, firstUs, lastUs);
    }
}

/// <summary>Where a batch stands against its device's tail.</summary>
/// <param name="IsKnown">The mark counts what was stored in earlier runs too.</param>
/// <param name="MarkUs">The greatest fix time before this batch.</param>
/// <param name="IsAllNew">No report can be a repeat.</param>
/// <param name="Before">Batches that may hold the same reports.</param>
internal readonly record struct TailClaim(bool IsKnown, long MarkUs, bool IsAllNew, IReadOnlyList<Task> Before);
