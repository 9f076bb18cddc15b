using System.ComponentModel.DataAnnotations;

namespace Telemetry.Storage.DuckDb;

/// <summary>How the embedded store may use the machine.</summary>
public sealed record DuckDbOptions
{
    /// <summary>Threads for queries and checkpoints; 0 (default) means one per two processors, at most 4.</summary>
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

    // Not one per processor: whoever calls DuckDB works too, and polls while DuckDB's own threads hold the rest of the
    // work. On 2 processors that took 0.5 of 3.2 us a report from ingest (src/decisions/0010-ingest-throughput.md).
    internal int EffectiveThreads => Threads > 0 ? Threads : Math.Clamp(Environment.ProcessorCount / 2, 1, 4);
}
