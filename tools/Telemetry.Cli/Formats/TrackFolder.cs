namespace Telemetry.Cli.Formats;

/// <summary>
/// Every track file that lies directly in a folder, in the order of the names. What is no track is passed over.
/// </summary>
internal static class TrackFolder
{
    public static async Task<TrackReadResult> ReadAsync(
        string folder, TrackReadOptions options, CancellationToken cancellationToken)
    {
        var tracks = new List<Track>();
        var faults = new List<RowFault>();
        var (faultCount, voidFixes, isAnyRead) = (0L, 0L, false);
        TrackFormatException? firstRefused = null;
        foreach (var path in await TrackFilesAsync(folder, cancellationToken))
        {
            try
            {
                var read = await TrackFile.ReadOneAsync(path, options, cancellationToken);
                foreach (var track in read.Tracks)
                    Merge(tracks, track);
                faults.AddRange(read.Faults);
                faultCount += read.FaultCount;
                voidFixes += read.VoidFixes;
                isAnyRead = true;
            }
            catch (TrackFormatException refused)
            {
                firstRefused ??= refused;
                faults.Add(new RowFault(refused.File, refused.Line ?? 0, refused.Reason));
                faultCount++;
            }
        }

        if (!isAnyRead)
            throw firstRefused ?? new TrackFormatException(folder, null, "no track file in this folder");
        return new TrackReadResult(tracks, faults, faultCount, voidFixes);
    }

    private static async Task<List<string>> TrackFilesAsync(string folder, CancellationToken cancellationToken)
    {
        var found = new List<string>();
        foreach (var path in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
        {
            await using var stream = TrackFile.Open(path);
            if (TrackFormats.IsTrack(path, await TrackFile.StartOfAsync(stream, cancellationToken)))
                found.Add(path);
        }

        return found.Count <= TrackLimits.FolderFiles
            ? found
            : throw new TrackFormatException(folder, null, $"more than {TrackLimits.FolderFiles:N0} track files");
    }

    /// <summary>A device that several files name is one device; files of the same name are not.</summary>
    private static void Merge(List<Track> tracks, Track track)
    {
        var same = tracks.Find(other => other.Name == track.Name);
        if (same is { IsNamedByDevice: true } && track.IsNamedByDevice)
        {
            same.Fixes.AddRange(track.Fixes);
            return;
        }

        var name = track.Name;
        for (var n = 2; tracks.Exists(other => other.Name == track.Name); n++)
            track.Name = $"{name}-{n}";
        tracks.Add(track);
    }
}
