namespace Telemetry.Cli.Formats;

/// <summary>
/// How much a track file may hold. What is beyond is refused with its name, never read in part unnoticed.
/// </summary>
internal static class TrackLimits
{
    /// <summary>Bytes of a file that is read as a stream.</summary>
    public const long FileBytes = 1L << 30;

    /// <summary>Bytes of a GeoJSON file, which is held in memory whole.</summary>
    public const long GeoJsonBytes = 256L << 20;

    /// <summary>Bytes of one line of CSV, NMEA or subtitles.</summary>
    public const int LineBytes = 64 << 10;

    /// <summary>Fixes of one file: 23 days at 1 Hz.</summary>
    public const int FileFixes = 2_000_000;

    /// <summary>Tracks of one file or folder.</summary>
    public const int Tracks = 10_000;

    /// <summary>Faults kept of one file; the others are counted.</summary>
    public const int FaultsKept = 10_000;

    /// <summary>Files of one folder.</summary>
    public const int FolderFiles = 10_000;

    /// <summary>NMEA epochs that wait for the first date.</summary>
    public const int UndatedEpochs = 100_000;

    /// <summary>Bytes from the start of a file by which its format is told.</summary>
    public const int SniffBytes = 8 << 10;

    /// <summary>Characters of a bad value that are repeated in its fault.</summary>
    public const int QuotedLength = 60;
}
