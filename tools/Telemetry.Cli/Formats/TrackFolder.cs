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
        foreach (var path in Files(folder))
        {
            try
            {
                if (!await IsTrackAsync(path, cancellationToken))
                    continue;
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

    private static string[] Files(string folder)
    {
        string[] files = [.. Directory.EnumerateFiles(folder).Take(TrackLimits.FolderFiles + 1)];
        if (files.Length > TrackLimits.FolderFiles)
            throw new TrackFormatException(folder, null, $"more than {TrackLimits.FolderFiles:N0} files");
        Array.Sort(files, StringComparer.Ordinal);
        return files;
    }

    private static async Task<bool> IsTrackAsync(string path, CancellationToken cancellationToken)
    {
        await using var stream = TrackFile.Open(path);
        return TrackFormats.IsTrack(path, await TrackFile.StartOfAsync(stream, cancellationToken));
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
