using Telemetry.Core.Tracks;

namespace Telemetry.Cli.Formats;

/// <summary>A report as the server keeps it.</summary>
/// <param name="Unused">Why it is not used for presence, in a word; empty when it is used.</param>
internal readonly record struct StoredFix(Report Report, string Unused);
