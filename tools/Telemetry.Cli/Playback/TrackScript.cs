using Telemetry.Cli.Formats;
using Telemetry.Core;
using Telemetry.Core.Tracks;
using Proto = Patrol.Telemetry.V1;

namespace Telemetry.Cli.Playback;

/// <summary>How recorded tracks become a script.</summary>
/// <param name="Kind">Kind of devices whose file does not tell.</param>
/// <param name="ShiftUs">Added to every fix time.</param>
/// <param name="EndsOffDuty">The last fix of each track says that duty has ended, so that its absence is no
/// silence.</param>
internal sealed record TrackScriptOptions(
    Proto.DeviceKind Kind, string Unit, long ShiftUs, bool EndsOffDuty, TimeSpan SettleEnd, Disorder? Disorder);

/// <summary>Makes a script from recorded tracks, one device per track.</summary>
internal static class TrackScript
{
    private const int IdLength = Limits.IdLength;
    private static readonly long BeforeFirstFixUs = TimeUs.PerSecond;

    public static Script From(IReadOnlyList<Track> tracks, TrackScriptOptions options)
    {
        var devices = new List<PlayedDevice>();
        var sendings = new List<Sending>();
        foreach (var track in tracks)
        {
            var kind = track.KindHint is { } hint ? (Proto.DeviceKind)hint : options.Kind;
            sendings.AddRange(SendingsOf(track, devices.Count, options));
            devices.Add(new PlayedDevice(UniqueId(track.Name, devices), kind, options.Unit));
        }

        var (first, last) = SpanOf(tracks);
        var ordered = sendings.OrderBy(sending => sending.SendTimeUs);
        return new Script(
            devices,
            options.Disorder is { } disorder ? disorder.Apply(ordered) : [.. ordered],
            FloorToSecond(first + options.ShiftUs) - BeforeFirstFixUs,
            last + options.ShiftUs + TimeUs.Of(options.SettleEnd));
    }

    public static (long FirstUs, long LastUs) SpanOf(IReadOnlyList<Track> tracks) =>
        (tracks.Min(track => track.Fixes.Min(fix => fix.FixTimeUs)),
            tracks.Max(track => track.Fixes.Max(fix => fix.FixTimeUs)));

    private static IEnumerable<Sending> SendingsOf(Track track, int device, TrackScriptOptions options)
    {
        var last = track.Fixes.Max(fix => fix.FixTimeUs);
        foreach (var fix in track.Fixes)
        {
            var message = ReportMessage.From(fix with { FixTimeUs = fix.FixTimeUs + options.ShiftUs });
            if (options.EndsOffDuty && fix.FixTimeUs == last)
                message.Status = (Proto.DeviceStatus)DeviceStatus.OffDuty;
            yield return new Sending((long)message.FixTimeUnixUs, device, message);
        }
    }

    /// <summary>A device's id from the name of its track, within what the contract allows.</summary>
    private static string UniqueId(string name, List<PlayedDevice> taken)
    {
        var allowed = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' ? c : '-'));
        var stem = allowed.TrimStart('.', '_', '-');
        stem = stem.Length == 0 ? "track" : stem[..Math.Min(stem.Length, IdLength)];
        var id = stem;
        for (var n = 2; taken.Exists(device => device.Id == id); n++)
            id = $"{stem[..Math.Min(stem.Length, IdLength - 6)]}-{n}";
        return id;
    }

    private static long FloorToSecond(long us) => us - (us % TimeUs.PerSecond);
}
