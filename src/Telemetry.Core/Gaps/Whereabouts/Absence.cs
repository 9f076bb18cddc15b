using Telemetry.Core.Geo;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Gaps.Whereabouts;

/// <summary>
/// Where one device could have been unseen, or could have seen ground, as <see cref="Absences"/> has it in its maps.
/// </summary>
internal sealed class Absence(DeviceTrack device)
{
    public DeviceTrack Device => device;

    /// <summary>By which its sight was told.</summary>
    public DeviceKind Kind { get; set; }

    /// <summary>How far it may see: all boxes are that much wider than its reach.</summary>
    public double SightM { get; set; }

    public List<ClosedSilence> Closed { get; } = [];

    /// <summary>Around the newest fix, as far as it may get until a moment to come; null when never asked.</summary>
    public Box? Tail { get; set; }

    /// <summary>Whether that box lies among those of the silent.</summary>
    public bool IsTailSilent { get; set; }

    /// <summary>That fix, when the clock was there last.</summary>
    public Fix TailFix { get; set; }

    /// <summary>The clock has found that nobody knows where it is.</summary>
    public bool IsSilent { get; set; }

    /// <summary>Around the first fix; null when no question went back before it.</summary>
    public (Box Box, long FirstUs)? Beginning { get; set; }
}
