using Telemetry.Core.Tracks;

namespace Telemetry.Cli.Formats;

/// <summary>Gathers what one file gives: fixes that hold, and a fault for each row that does not.</summary>
internal sealed class TrackCollector(string file)
{
    private readonly List<Track> tracks = [];
    private readonly List<RowFault> faults = [];
    private readonly Dictionary<string, Track> byDevice = new(StringComparer.Ordinal);
    private long faultCount;
    private long voidFixes;

    public string File { get; } = file;

    public int FixCount { get; private set; }

    /// <summary>A track that the file gives no device for.</summary>
    public Track StartTrack(DeviceKind? kindHint = null) => Register(new Track { Name = "", KindHint = kindHint });

    /// <summary>The track of a device that the file names.</summary>
    public Track TrackOf(string device)
    {
        if (!byDevice.TryGetValue(device, out var track))
        {
            track = Register(new Track { Name = device, IsNamedByDevice = true });
            byDevice.Add(device, track);
        }

        return track;
    }

    /// <summary>Takes the fix, or reports why it cannot be one.</summary>
    public void Add(Track track, long row, in Report fix)
    {
        if (FixRules.FaultOf(fix) is { } reason)
        {
            Fault(row, reason);
            return;
        }

        if (++FixCount > TrackLimits.FileFixes)
            throw Refusal(row, $"more than {TrackLimits.FileFixes:N0} fixes");
        track.Fixes.Add(fix);
    }

    public void Fault(long row, string reason)
    {
        faultCount++;
        if (faults.Count < TrackLimits.FaultsKept)
            faults.Add(new RowFault(File, row, reason));
    }

    public void Void() => voidFixes++;

    /// <summary>To be thrown: the file as a whole cannot be read.</summary>
    public TrackFormatException Refusal(long? line, string reason, Exception? inner = null) =>
        new(File, line, reason, inner);

    public TrackReadResult Finish()
    {
        var found = tracks.Where(track => track.Fixes.Count > 0).ToList();
        var nameless = found.Where(track => !track.IsNamedByDevice).ToList();
        var stem = Path.GetFileNameWithoutExtension(File);
        for (var i = 0; i < nameless.Count; i++)
            nameless[i].Name = nameless.Count == 1 ? stem : $"{stem}-{i + 1}";
        return new TrackReadResult(found, faults, faultCount, voidFixes);
    }

    private Track Register(Track track)
    {
        if (tracks.Count == TrackLimits.Tracks)
            throw Refusal(null, $"more than {TrackLimits.Tracks:N0} tracks");
        tracks.Add(track);
        return track;
    }
}
