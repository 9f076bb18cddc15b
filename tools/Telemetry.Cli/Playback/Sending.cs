using Proto = Patrol.Telemetry.V1;

namespace Telemetry.Cli.Playback;

/// <summary>A device of a script.</summary>
internal sealed record PlayedDevice(string Id, Proto.DeviceKind Kind, string Unit);

/// <summary>
/// A report on its way: when it leaves the device, in event time, and which device of the script it is.
/// </summary>
internal readonly record struct Sending(long SendTimeUs, int Device, Proto.Report Report);

/// <summary>What is played, whole: who sends what when.</summary>
/// <param name="Sendings">By send time ascending; gone through once.</param>
/// <param name="StartUs">Where a drill's clock begins: just before the first fix.</param>
/// <param name="EndUs">
/// Where a drill's clock ends. It depends on the fixes alone, so that no speed and no order of sending can change the
/// gaps.
/// </param>
internal sealed record Script(
    IReadOnlyList<PlayedDevice> Devices, IEnumerable<Sending> Sendings, long StartUs, long EndUs);
