using Google.Protobuf.WellKnownTypes;
using Patrol.Telemetry.V1;

namespace Telemetry.Cli.Output;

/// <summary>Values as tables show them. JSON has them exact.</summary>
internal static class ValueText
{
    public static string Of(Timestamp? time) =>
        time is null ? "" : time.ToDateTimeOffset().ToString("yyyy-MM-dd HH:mm:ss'Z'");

    public static string Of(TimeSpan span) =>
        span.TotalHours >= 1 ? $"{(long)span.TotalHours}:{span:mm\\:ss}" : $"{span:mm\\:ss}";

    public static string OfSeconds(double seconds) => Of(TimeSpan.FromSeconds(Math.Round(seconds)));

    public static string Of(DeviceKind kind) =>
        kind == DeviceKind.Unspecified ? "" : kind.ToString().ToLowerInvariant();

    /// <summary>The id at the end of a resource name.</summary>
    public static string IdOf(string name) => name[(name.LastIndexOf('/') + 1)..];

    public static string Of(Gap gap)
    {
        var sure = gap.Certainty == Certainty.Unverified ? "unverified" : "confirmed";
        var how = gap.State == GapState.Resolved ? GapWords.Of(gap.CloseReason) : GapWords.Of(gap.State);
        return $"{GapWords.Of(gap.Kind)} {sure} {how}";
    }
}
