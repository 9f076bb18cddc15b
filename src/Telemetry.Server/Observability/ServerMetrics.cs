using System.Diagnostics.Metrics;
using Patrol.Telemetry.V1;

namespace Telemetry.Server.Observability;

/// <summary>What this server counts. The meter's name is <see cref="MeterName"/>.</summary>
internal sealed class ServerMetrics : IDisposable
{
    public const string MeterName = "Telemetry.Server";

    private static readonly double[] AckLatencyBoundsSeconds =
        [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30];

    private readonly Meter _meter;
    private readonly Counter<long> _reports;
    private readonly Counter<long> _rejected;
    private readonly Counter<long> _batches;
    private readonly Counter<long> _acks;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _repeats;
    private readonly Histogram<double> _ackLatency;
    private readonly UpDownCounter<long> _streams;
    private readonly UpDownCounter<long> _watchers;

    public ServerMetrics(IMeterFactory factory)
    {
        _meter = factory.Create(MeterName);
        _reports = _meter.CreateCounter<long>("patrol.ingest.reports", "{report}", "Reports settled, by outcome");
        _rejected = _meter.CreateCounter<long>("patrol.ingest.rejected", "{report}", "Reports refused, by reason");
        _batches = _meter.CreateCounter<long>("patrol.ingest.batches", "{batch}", "Batches read");
        _repeats = _meter.CreateCounter<long>("patrol.ingest.repeats", "{batch}", "Batches that were durable before");
        _acks = _meter.CreateCounter<long>("patrol.ingest.acks", "{message}", "Acknowledgements sent");
        _refused = _meter.CreateCounter<long>("patrol.calls.refused", "{call}", "Calls refused, by reason");
        _ackLatency = _meter.CreateHistogram<double>(
            "patrol.ingest.ack.latency",
            "s",
            "From the first report of a publication read to its being durable",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = AckLatencyBoundsSeconds });
        _streams = _meter.CreateUpDownCounter<long>("patrol.ingest.streams", "{stream}", "Streams of devices open");
        _watchers = _meter.CreateUpDownCounter<long>("patrol.watchers", "{call}", "Watchers connected");
    }

    public void Settled(int stored, int duplicates)
    {
        if (stored > 0)
            _reports.Add(stored, new KeyValuePair<string, object?>("outcome", "stored"));
        if (duplicates > 0)
            _reports.Add(duplicates, new KeyValuePair<string, object?>("outcome", "duplicate"));
    }

    public void Rejected(RejectReason reason) =>
        _rejected.Add(1, new KeyValuePair<string, object?>("reason", reason.ToString()));

    public void BatchRead() => _batches.Add(1);

    public void RepeatRead() => _repeats.Add(1);

    public void AckSent() => _acks.Add(1);

    public void AckLatency(TimeSpan latency) => _ackLatency.Record(latency.TotalSeconds);

    public void StreamOpened() => _streams.Add(1);

    public void StreamClosed() => _streams.Add(-1);

    public void WatcherCame() => _watchers.Add(1);

    public void WatcherLeft() => _watchers.Add(-1);

    public void Refused(string reason) => _refused.Add(1, new KeyValuePair<string, object?>("reason", reason));

    /// <summary>Shows what the engines have before them, read when somebody asks.</summary>
    public void ObserveEngines(Func<IEnumerable<Measurement<long>>> backlogs) =>
        _meter.CreateObservableGauge("patrol.engine.backlog", backlogs, "{batch}", "Batches that wait for an engine");

    public void Dispose() => _meter.Dispose();
}
