using Telemetry.Core;

namespace Telemetry.Cli.Playback;

/// <summary>
/// Makes a script arrive as bad networks deliver: late by up to a limit, out of order, and some of it twice.
/// </summary>
/// <param name="Late">Longest delay of a report.</param>
/// <param name="DuplicateShare">Share of reports that are sent twice, 0 to 1.</param>
internal sealed record Disorder(ulong Seed, TimeSpan Late, double DuplicateShare)
{
    /// <summary>The same seed gives the same order.</summary>
    public List<Sending> Apply(IEnumerable<Sending> sendings)
    {
        var random = new SeededRandom(Seed);
        var lateUs = TimeUs.Of(Late);
        var disordered = new List<Sending>();
        foreach (var sending in sendings)
        {
            disordered.Add(Delayed(sending));
            if (random.NextDouble() < DuplicateShare)
                disordered.Add(Delayed(sending));
        }

        // Stable, so that nothing but the seed decides.
        return [.. disordered.OrderBy(sending => sending.SendTimeUs)];

        Sending Delayed(Sending sending) =>
            sending with { SendTimeUs = sending.SendTimeUs + (long)(random.NextDouble() * lateUs) };
    }
}
