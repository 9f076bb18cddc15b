namespace Telemetry.Core.Visits;

/// <summary>
/// Union of presences, re-entries joined. A visit when <paramref name="ReachedUs"/> is set: the moment its dwell was
/// reached while somebody was there.
/// </summary>
internal readonly record struct Attendance(long StartUs, long EndUs, long? ReachedUs);
