using System.Text;
using Telemetry.Core.Tracks;

namespace Telemetry.Storage.InfluxDb.Lines;

/// <summary>A device's kind as a tag value, in words for whoever reads charts. Unspecified is no tag at all.</summary>
internal static class KindName
{
    private static readonly string[] Names =
        [.. Enum.GetValues<DeviceKind>().Select(kind => kind.ToString().ToLowerInvariant())];

    private static readonly byte[][] Utf8Names = [.. Names.Select(Encoding.UTF8.GetBytes)];

    public static string Of(DeviceKind kind) =>
        kind == DeviceKind.Unspecified ? "" : (int)kind < Names.Length ? Names[(int)kind] : ((int)kind).ToString();

    /// <summary>A name of a later version reads as unspecified.</summary>
    public static DeviceKind Read(ReadOnlySpan<byte> name)
    {
        for (var kind = 1; kind < Utf8Names.Length; kind++)
        {
            if (name.SequenceEqual(Utf8Names[kind]))
                return (DeviceKind)kind;
        }

        return DeviceKind.Unspecified;
    }
}
