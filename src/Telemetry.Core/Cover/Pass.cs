namespace Telemetry.Core.Cover;

/// <summary>
/// Consecutive legs of one trail near one place; the first and last may count in part only. What they see of it is
/// worked out when it is asked for: the legs are smaller than that, and what is taken back of them is exact.
/// </summary>
internal sealed class Pass(CoverWatch watch, Trail trail, long fromUs, long toUs, double reachM)
{
    /// <summary>
    /// A longer one is cut in two, so that old ones can be forgotten and those around a moment are few.
    /// </summary>
    public const long LongestUs = 300 * TimeUs.PerSecond;

    public CoverWatch Watch { get; } = watch;

    public Trail Trail { get; } = trail;

    public long FromUs { get; } = fromUs;

    public long ToUs { get; private set; } = toUs;

    /// <summary>How far around itself the device sees; of no meaning where its camera is known.</summary>
    public double ReachM { get; } = reachM;

    /// <summary>Takes a leg on that begins where the pass ends; false when it is none of this pass.</summary>
    public bool TryGoOn(CoverWatch watch, long fromUs, long toUs, double reachM)
    {
        if (Watch != watch || ToUs != fromUs || ReachM != reachM || ToUs - FromUs >= LongestUs)
            return false;
        ToUs = toUs;
        return true;
    }
}
