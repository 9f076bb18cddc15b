using System.Text.Json.Serialization;
using Telemetry.Core;
using Telemetry.Core.Gaps;

namespace Telemetry.Cli.Scoring;

/// <summary>What of a gap is scored, be it flagged or true.</summary>
/// <param name="SubjectId">Of the place, or the device.</param>
/// <param name="CloseUs">Null while it is open.</param>
internal sealed record ScoredGap(
    GapKind Kind, string SubjectId, string RuleId, long OpenUs, long? CloseUs, bool IsConfirmed)
{
    /// <summary>About what was done in the world. Silence and the like are about the reports, not the world.</summary>
    public static bool IsScored(GapKind kind) => kind == GapKind.Breach || !kind.IsOfDevice();

    /// <summary>
    /// Judged once, when a shift or slot has ended, by all of it; how long it then stands open says nothing.
    /// </summary>
    [JsonIgnore]
    public bool IsJudgedAtEnd => Kind is GapKind.Underdosed or GapKind.MissedSlot;

    [JsonIgnore]
    public (GapKind Kind, string SubjectId, string RuleId) Key => (Kind, SubjectId, RuleId);

    /// <summary>An open one goes on; one judged at an end stands for that moment.</summary>
    [JsonIgnore]
    public TimeRange Span => new(OpenUs, IsJudgedAtEnd ? OpenUs + 1 : CloseUs ?? long.MaxValue);

    /// <summary>How long it lasts, as far as the clock has come.</summary>
    public long LengthUs(long clockUs) => Math.Max(0, Math.Min(CloseUs ?? clockUs, clockUs) - OpenUs);
}
