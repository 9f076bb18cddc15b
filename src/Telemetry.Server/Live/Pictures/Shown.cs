namespace Telemetry.Server.Live.Pictures;

/// <summary>One thing in the picture, and in which step it last changed.</summary>
internal readonly record struct Shown<T>(long Step, T What);
