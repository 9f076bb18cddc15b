namespace Telemetry.Core.Gaps;

/// <summary>Collects the revisions of one step of the clock.</summary>
internal sealed class RevisionWriter(long watermarkUs)
{
    public List<GapRevision> Revisions { get; } = [];

    /// <summary>The cause of what is added from now on.</summary>
    public RevisionCause Cause { get; set; }

    public void Add(GapEntry entry)
    {
        entry.Revision++;
        var cause = Cause == RevisionCause.Clock && entry.Gap.Close?.Reason == CloseReason.PlanChanged
            ? RevisionCause.PlanChanged
            : Cause;
        Revisions.Add(new GapRevision(entry.Gap, entry.Revision, entry.IsRetracted, cause, watermarkUs));
    }
}
