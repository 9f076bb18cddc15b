using Patrol.Telemetry.V1;

namespace Telemetry.Client.Delivery;

internal sealed class DeliveryCounters
{
    private long _stored;
    private long _duplicates;
    private long _rejected;
    private long _sentAgain;
    private long _connects;
    private long _failures;

    public long Stored => Interlocked.Read(ref _stored);

    public long Duplicates => Interlocked.Read(ref _duplicates);

    public long Rejected => Interlocked.Read(ref _rejected);

    public long SentAgain => Interlocked.Read(ref _sentAgain);

    public long Connects => Interlocked.Read(ref _connects);

    public long Failures => Interlocked.Read(ref _failures);

    public void Count(Ack ack)
    {
        Interlocked.Add(ref _stored, ack.Stored);
        Interlocked.Add(ref _duplicates, ack.Duplicates);
        Interlocked.Add(ref _rejected, ack.Rejected.Count);
    }

    public void CountSentAgain(int reports) => Interlocked.Add(ref _sentAgain, reports);

    public void CountConnect() => Interlocked.Increment(ref _connects);

    public void CountFailure() => Interlocked.Increment(ref _failures);
}
