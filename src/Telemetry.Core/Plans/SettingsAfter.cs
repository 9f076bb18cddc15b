using Telemetry.Core.Tracks;

namespace Telemetry.Core.Plans;

/// <summary>How a device is read from a fix on: by the plan version in force at its time.</summary>
public delegate KindSettings SettingsAfter(in Fix fix);
