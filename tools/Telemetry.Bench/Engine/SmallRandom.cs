namespace Telemetry.Bench.Engine;

/// <summary>Quick numbers (xorshift64*), a state for each device, the same ones every time.</summary>
internal struct SmallRandom(ulong seed)
{
    private ulong _state = (seed + 1) * 0x9E3779B97F4A7C15;

    /// <summary>From 0 to below 1.</summary>
    public double Next()
    {
        _state ^= _state >> 12;
        _state ^= _state << 25;
        _state ^= _state >> 27;
        return ((_state * 0x2545F4914F6CDD1D) >> 11) * (1.0 / (1L << 53));
    }

    public int Next(int below) => (int)(Next() * below);

    public bool IsOnceIn(double times) => Next() * times < 1;

    /// <summary>Waiting times of this mean.</summary>
    public double Wait(double mean) => -mean * Math.Log(1 - Next());

    /// <summary>About normal, of deviation 1.</summary>
    public double Spread() => (Next() + Next() + Next() + Next() - 2) * 1.732;
}
