namespace Telemetry.Core.Gaps.Whereabouts;

/// <summary>A time in which an unseen device could have been at a place.</summary>
/// <param name="UntilUs"><see cref="Monitors.Attended.OnwardUs"/> while its silence lasts.</param>
/// <param name="IsPending">Its next fix is only just due and will tell soon.</param>
internal readonly record struct PossiblePresence(string DeviceId, long FromUs, long UntilUs, bool IsPending);
