using System.Collections;

namespace Telemetry.Cli.Playback;

/// <summary>What is sent between two moments of event time.</summary>
internal readonly record struct Step(long StartUs, long EndUs, IReadOnlyList<Sending> Sendings);

/// <summary>
/// Cuts a script into steps of equal length from its start; steps in which nothing is sent are passed over.
/// </summary>
internal sealed class Steps(IEnumerable<Sending> sendings, long startUs, long lengthUs) : IEnumerable<Step>
{
    public IEnumerator<Step> GetEnumerator()
    {
        var now = new List<Sending>();
        var endUs = EndOfStepWith(startUs);
        foreach (var sending in sendings)
        {
            if (sending.SendTimeUs > endUs)
            {
                if (now.Count > 0)
                    yield return new Step(endUs - lengthUs, endUs, now);
                now = [];
                endUs = EndOfStepWith(sending.SendTimeUs);
            }

            now.Add(sending);
        }

        if (now.Count > 0)
            yield return new Step(endUs - lengthUs, endUs, now);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private long EndOfStepWith(long us)
    {
        var steps = Math.Max(1, (us - startUs + lengthUs - 1) / lengthUs);
        return startUs + (steps * lengthUs);
    }
}
