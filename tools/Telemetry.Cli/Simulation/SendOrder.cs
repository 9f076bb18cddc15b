using System.Collections;
using Telemetry.Cli.Playback;

namespace Telemetry.Cli.Simulation;

/// <summary>
/// Puts what was delayed where it belongs: sendings by send time, those of the same time in the order made.
/// </summary>
internal sealed class SendOrder(IEnumerable<(long NowUs, IEnumerable<Sending> Sent)> live) : IEnumerable<Sending>
{
    public IEnumerator<Sending> GetEnumerator()
    {
        var waiting = new PriorityQueue<Sending, (long SendTimeUs, long Made)>();
        var made = 0L;
        foreach (var (now, sent) in live)
        {
            foreach (var sending in sent)
                waiting.Enqueue(sending, (sending.SendTimeUs, made++));
            // Nothing that is still to be made leaves before now.
            while (waiting.TryPeek(out var next, out _) && next.SendTimeUs <= now)
                yield return waiting.Dequeue();
        }

        while (waiting.TryDequeue(out var left, out _))
            yield return left;
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
