using System.Diagnostics.Metrics;
using Telemetry.Server.Observability;

namespace Telemetry.Server.Notifications;

/// <summary>What notifications count.</summary>
internal sealed class HookMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _attempts;
    private readonly Counter<long> _messages;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _waits;
    private readonly Counter<long> _faults;
    private readonly Histogram<double> _duration;

    public HookMetrics(IMeterFactory factory)
    {
        _meter = factory.Create(ServerMetrics.MeterName);
        _attempts = _meter.CreateCounter<long>("patrol.hooks.attempts", "{attempt}", "Messages posted, by outcome");
        _messages = _meter.CreateCounter<long>("patrol.hooks.messages", "{message}", "Messages written down");
        _dropped = _meter.CreateCounter<long>("patrol.hooks.dropped", "{event}", "Events dropped in quiet hours");
        _waits = _meter.CreateCounter<long>(
            "patrol.hooks.waits", "{wait}", "Times a hook wrote no more, for too much was pending");
        _faults = _meter.CreateCounter<long>("patrol.hooks.faults", "{fault}", "Rounds of a hook that failed");
        _duration = _meter.CreateHistogram<double>("patrol.hooks.attempt.duration", "s", "How long attempts took");
    }

    public void Attempted(string outcome, TimeSpan took)
    {
        _attempts.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
        _duration.Record(took.TotalSeconds);
    }

    public void Wrote(int messages) => _messages.Add(messages);

    public void Dropped(int events) => _dropped.Add(events);

    public void Waited() => _waits.Add(1);

    public void Failed() => _faults.Add(1);

    public void Dispose() => _meter.Dispose();
}
