using System.CommandLine;
using Telemetry.Cli.Formats;
using Telemetry.Cli.Formats.Csv;

namespace Telemetry.Cli.Commands;

/// <summary>What a track file cannot say of itself, as options.</summary>
internal sealed class TrackReadOptionSet
{
    private readonly Option<string?> _columns = new("--columns")
    {
        Description = "CSV: which column holds what, as time=timestamp,lat=position_lat,speed=speed:kmh,heading=",
    };

    private readonly Option<string?> _timeZone = new("--time-zone")
    {
        Description = "IANA zone of times written without one; default UTC",
    };

    private readonly Option<DateTimeOffset?> _recordedAt =
        TimeArgument.Time("--recorded-at", "When the recording began, for files that hold no date");

    private readonly Option<GpsOrder?> _gpsOrder = new("--gps-order")
    {
        Description = "Drone subtitles: LatLon or LonLat; default: told by the text",
    };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_columns, _timeZone, _recordedAt, _gpsOrder])
            command.Options.Add(option);
    }

    public TrackReadOptions Of(ParseResult parsed) => new()
    {
        Columns = ColumnsOf(parsed.GetValue(_columns)),
        TimeZone = ZoneOf(parsed.GetValue(_timeZone)),
        StartTime = parsed.GetValue(_recordedAt),
        GpsOrder = parsed.GetValue(_gpsOrder),
    };

    private static CsvMapping ColumnsOf(string? text)
    {
        if (text is null)
            return CsvMapping.Guess;
        return CsvMapping.Parse(text, out var fault) ?? throw CommandFailure.Usage($"--columns: {fault}");
    }

    private static TimeZoneInfo ZoneOf(string? id)
    {
        if (id is null)
            return TimeZoneInfo.Utc;
        return TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone)
            ? zone
            : throw CommandFailure.Usage($"--time-zone: '{id}' is not a time zone");
    }
}
