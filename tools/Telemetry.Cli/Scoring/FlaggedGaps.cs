using Patrol.Telemetry.V1;
using Telemetry.Cli.Commands;
using Telemetry.Cli.Output;
using Telemetry.Core;
using Telemetry.Core.Plans;
using CoreGapKind = Telemetry.Core.Gaps.GapKind;

namespace Telemetry.Cli.Scoring;

/// <summary>The gaps that the server shows for an exercise.</summary>
internal static class FlaggedGaps
{
    public static async Task<IReadOnlyList<ScoredGap>> ReadAsync(ServerLink server, CancellationToken cancellationToken)
    {
        var request = new ListGapsRequest { Parent = server.Exercise };
        var gaps = await GapsListCommand.ReadAsync(server, request, cancellationToken);
        return [.. gaps.Select(Of).Where(gap => ScoredGap.IsScored(gap.Kind))];
    }

    private static ScoredGap Of(Gap gap) => new(
        (CoreGapKind)gap.Kind,
        SubjectIdOf(gap.Subject),
        gap.Rule,
        TimeUs.From(gap.OpenTime.ToDateTimeOffset()),
        gap.CloseTime is { } close ? TimeUs.From(close.ToDateTimeOffset()) : null,
        gap.Certainty == Certainty.Confirmed);

    /// <summary>As the domain has it, where an area as a whole is a place of its own.</summary>
    private static string SubjectIdOf(string subject) =>
        (subject.StartsWith("areas/", StringComparison.Ordinal) ? Place.AreaPrefix : "") + ValueText.IdOf(subject);
}
