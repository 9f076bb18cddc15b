using System.Collections.Immutable;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Plans;

/// <summary>
/// How devices of each kind are read, plan version by plan version. It never changes: whoever holds one may read it.
/// </summary>
public sealed class SettingsHistory
{
    public static readonly SettingsHistory Empty = new([]);

    private readonly ImmutableArray<(long FromUs, ImmutableDictionary<DeviceKind, KindSettings> Kinds)> _versions;

    private SettingsHistory(
        ImmutableArray<(long FromUs, ImmutableDictionary<DeviceKind, KindSettings> Kinds)> versions) =>
        _versions = versions;

    /// <summary>With one more version, that takes effect no earlier than those before.</summary>
    public SettingsHistory With(PlanVersion version) =>
        new(_versions.Add((version.EffectiveFromUs, version.Plan.Kinds)));

    /// <summary>Since when, and how; by time.</summary>
    public ImmutableArray<(long FromUs, ImmutableDictionary<DeviceKind, KindSettings> Kinds)> Versions => _versions;

    /// <summary>The plan version in force at a moment; 0 when there was none yet.</summary>
    /// <remarks>Versions count up from 1 without a hole.</remarks>
    public int VersionAt(long us)
    {
        var count = _versions.Length;
        while (count > 0 && _versions[count - 1].FromUs > us)
            count--;
        return count;
    }

    /// <summary>How long a leg can last, at most, by any of them.</summary>
    public TimeSpan LongestLeg => All.Max(settings => settings.SilenceAfter);

    /// <summary>How far around itself a device can see ground, at most, by any of them.</summary>
    public double LongestReachM => All.Max(settings => settings.ReachM);

    private IEnumerable<KindSettings> All => Enum.GetValues<DeviceKind>().Select(KindSettings.DefaultFor)
        .Concat(_versions.SelectMany(version => version.Kinds.Values));

    /// <summary>How a device is read from a fix on.</summary>
    public KindSettings After(in Fix fix)
    {
        for (var i = _versions.Length - 1; i >= 0; i--)
        {
            if (_versions[i].FromUs <= fix.TimeUs)
                return _versions[i].Kinds.GetValueOrDefault(fix.Kind) ?? KindSettings.DefaultFor(fix.Kind);
        }

        return KindSettings.DefaultFor(fix.Kind);
    }
}
