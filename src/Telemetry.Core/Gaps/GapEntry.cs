namespace Telemetry.Core.Gaps;

/// <summary>A gap that may still change, with what has been told of it.</summary>
internal sealed class GapEntry
{
    public required Gap Gap { get; set; }

    public int Revision { get; set; }

    public bool IsRetracted { get; set; }

    /// <summary>When the clock alone may make another device a suspect.</summary>
    public long RecheckUs { get; set; } = long.MaxValue;

    /// <summary>A silence that bears on it has changed.</summary>
    public bool IsDoubtful { get; set; }

    /// <summary>The search under way has found it again.</summary>
    public bool IsFound { get; set; }

    public long EndUs => Gap.EndUs;
}
