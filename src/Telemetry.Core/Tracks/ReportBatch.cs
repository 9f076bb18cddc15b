namespace Telemetry.Core.Tracks;

/// <summary>Reports of one device in one exercise, in the order in which they came.</summary>
public sealed record ReportBatch(string ExerciseId, DeviceIdentity Device, ReadOnlyMemory<Report> Reports);
