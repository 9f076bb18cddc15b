namespace Telemetry.Core.Gaps;

/// <summary>Collects the revisions of one step of the clock.</summary>
internal sealed class RevisionWriter(long watermarkUs)
{
    public List<GapRevision> Revisions { get; } = [];

    /// <summary>How far the one who writes had judged before.</summary>
    public long JudgedUs { get; set; }

    /// <param name="changedUs">The earliest moment that is told otherwise now.</param>
    public void Add(GapEntry entry, long changedUs) => Add(
        entry,
        changedUs <= JudgedUs ? RevisionCause.LateReports
        : entry.Gap.Close?.Reason == CloseReason.PlanChanged ? RevisionCause.PlanChanged
        : RevisionCause.Clock);

    /// <summary>The gap's times stand; who could have been there has changed.</summary>
    public void AddCertainty(GapEntry entry) => Add(entry, RevisionCause.SilenceChanged);

    private void Add(GapEntry entry, RevisionCause cause)
    {
        entry.Revision++;
        Revisions.Add(new GapRevision(entry.Gap, entry.Revision, entry.IsRetracted, cause, watermarkUs));
    }
}
