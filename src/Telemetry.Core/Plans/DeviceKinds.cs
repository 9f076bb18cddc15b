using System.Collections;
using System.Runtime.CompilerServices;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Plans;

/// <summary>
/// A set of kinds of device: whose presence counts. Never nobody: the set in which no kind is named is
/// <see cref="Any"/>, which holds devices of unspecified kind too.
/// </summary>
[CollectionBuilder(typeof(DeviceKinds), nameof(Of))]
public readonly record struct DeviceKinds : IEnumerable<DeviceKind>
{
    public static readonly DeviceKinds Any;

    private static readonly DeviceKind[] Named = [.. Enum.GetValues<DeviceKind>().Where(kind => kind != default)];

    private readonly byte _bits;

    private DeviceKinds(byte bits) => _bits = bits;

    public bool IsAny => _bits == 0;

    /// <summary>Without any kind it is <see cref="Any"/>.</summary>
    public static DeviceKinds Of(params ReadOnlySpan<DeviceKind> kinds)
    {
        var bits = 0;
        foreach (var kind in kinds)
            bits |= 1 << (int)kind;
        return new((byte)bits);
    }

    public bool Contains(DeviceKind kind) => IsAny || (_bits & (1 << (int)kind)) != 0;

    /// <summary>The named kinds in it, ascending; all of them when it is <see cref="Any"/>.</summary>
    public IEnumerator<DeviceKind> GetEnumerator() => Named.Where(Contains).GetEnumerator();

    public override string ToString() => IsAny ? "any" : string.Join(',', this);

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
