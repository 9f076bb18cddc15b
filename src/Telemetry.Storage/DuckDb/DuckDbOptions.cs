using System.ComponentModel.DataAnnotations;

namespace Telemetry.Storage.DuckDb;

/// <summary>How the embedded store may use the machine.</summary>
public sealed record DuckDbOptions
{
    /// <summary>Threads for queries and checkpoints; 0 (default) means one per processor, at most 4.</summary>
    [Range(0, 256)]
    public int Threads { get; init; }

    /// <summary>Memory DuckDB may hold, in MiB, before it spills to disk beside its file; default 1,024.</summary>
    [Range(128, 1 << 20)]
    public int MemoryLimitMib { get; init; } = 1_024;

    /// <summary>
    /// Size in MiB of DuckDB's own log at which it is merged into the file; default 64. Writers wait meanwhile: 64 MiB
    /// is some 200 ms. Most reports never pass through it. Larger means a longer start after a crash.
    /// </summary>
    [Range(1, 1 << 16)]
    public int CheckpointThresholdMib { get; init; } = 64;

    internal int EffectiveThreads => Threads > 0 ? Threads : Math.Min(Environment.ProcessorCount, 4);
}
