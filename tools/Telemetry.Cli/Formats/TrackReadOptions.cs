using Telemetry.Cli.Formats.Csv;

namespace Telemetry.Cli.Formats;

/// <summary>Which number of <c>GPS(a, b, …)</c> in a drone's subtitles is the latitude.</summary>
internal enum GpsOrder
{
    LatLon = 1,
    LonLat = 2,
}

/// <summary>What a file cannot say of itself.</summary>
internal sealed record TrackReadOptions
{
    public static readonly TrackReadOptions Default = new();

    /// <summary>CSV only: which column holds what. Columns not named are guessed from the header.</summary>
    public CsvMapping Columns { get; init; } = CsvMapping.Guess;

    /// <summary>The zone of times written without one. Default UTC.</summary>
    public TimeZoneInfo TimeZone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>
    /// When the recording began, for files that hold no date (some drone subtitles, NMEA without RMC and ZDA).
    /// </summary>
    public DateTimeOffset? StartTime { get; init; }

    /// <summary>Drone subtitles only. Null: told by the form of the text.</summary>
    public GpsOrder? GpsOrder { get; init; }
}
