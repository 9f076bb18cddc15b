using Telemetry.Core.Tracks;

namespace Telemetry.Cli.Formats;

/// <summary>What one device did, as a file tells it.</summary>
internal sealed class Track
{
    /// <summary>
    /// The device's name where the file has one, otherwise the file's name, numbered when it holds several tracks.
    /// Unique within one reading.
    /// </summary>
    public required string Name { get; set; }

    /// <summary>
    /// The file itself said which device this is, so a track of the same name in another file is the same device.
    /// </summary>
    public bool IsNamedByDevice { get; init; }

    /// <summary>Set where the format belongs to one kind of device only.</summary>
    public DeviceKind? KindHint { get; init; }

    /// <summary>In the order of the file, which need not be the order of time. The datum is as read.</summary>
    public List<Report> Fixes { get; } = [];
}
