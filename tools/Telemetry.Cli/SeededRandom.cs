namespace Telemetry.Cli;

/// <summary>
/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers for a seed on every machine and runtime, which
/// <see cref="Random"/> does not promise.
/// </summary>
internal sealed class SeededRandom(ulong seed)
{
    private ulong _state = seed;

    /// <summary>
    /// A stream of its own for each part of a simulation, so that one part's draws never shift another's.
    /// </summary>
    public static SeededRandom For(ulong seed, string part)
    {
        // FNV-1a: string.GetHashCode differs from run to run.
        var hash = 14695981039346656037UL;
        foreach (var c in part)
            hash = (hash ^ c) * 1099511628211UL;
        return new SeededRandom(seed * 0x9E3779B97F4A7C15UL ^ hash);
    }

    public ulong NextBits()
    {
        var z = _state += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    /// <summary>From 0 to below 1.</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    public double Between(double low, double high) => low + (NextDouble() * (high - low));

    public bool Chance(double probability) => NextDouble() < probability;

    public int Below(int limit) => (int)(NextDouble() * limit);

    /// <summary>Normal distribution, mean 0, standard deviation 1 (Box–Muller).</summary>
    public double NextGaussian()
    {
        var radius = Math.Sqrt(-2 * Math.Log(1 - NextDouble()));
        return radius * Math.Cos(2 * Math.PI * NextDouble());
    }
}
