namespace Telemetry.Cli.Formats.Csv;

/// <summary>
/// Common names of columns, in the order in which they are preferred; case, spaces and punctuation do not matter. A
/// column named only "speed" is not taken: whether it holds m/s or km/h cannot be told, so it has to be mapped.
/// </summary>
internal static class CsvHeaderGuess
{
    private static readonly (CsvField Field, string Unit, string[] Names)[] Known =
    [
        (CsvField.Time, "", ["time", "timestamp", "datetime", "fixtime", "timeutc", "utctime", "utc",
            "gpstime", "unixtime", "epoch"]),
        (CsvField.Time, "ms", ["timems", "timestampms", "unixms", "epochms"]),
        (CsvField.Latitude, "", ["latitudedeg", "lat", "latitude", "latdeg", "positionlat", "gpslat", "gpslatitude"]),
        (CsvField.Longitude, "", ["longitudedeg", "lon", "lng", "long", "longitude", "londeg", "positionlong",
            "positionlon", "gpslon", "gpslng", "gpslong", "gpslongitude"]),
        (CsvField.Altitude, "m", ["altitudem", "alt", "altitude", "altm", "ele", "elevation", "elevationm"]),
        (CsvField.Altitude, "ft", ["altitudeft", "altitudefeet", "altft", "elevationft"]),
        (CsvField.Height, "m", ["heightm", "height", "agl", "heightaglm", "relativealtitude", "heightabovetakeoffm"]),
        (CsvField.Height, "ft", ["heightft", "heightabovetakeofffeet"]),
        (CsvField.Speed, "mps", ["speedmps", "speedms", "groundspeedmps", "velocitymps"]),
        (CsvField.Speed, "kmh", ["speedkmh", "speedkph", "kmh"]),
        (CsvField.Speed, "kn", ["speedkn", "speedkt", "speedknots", "sogkn"]),
        (CsvField.Speed, "mph", ["speedmph", "mph"]),
        (CsvField.Heading, "", ["headingdeg", "heading", "course", "coursedeg", "courseoverground", "cog", "bearing"]),
        (CsvField.Accuracy, "m", ["accuracym", "accuracy", "horizontalaccuracy", "horizontalaccuracym", "hacc"]),
        (CsvField.Battery, "", ["batterypercent", "battery", "batterylevel", "batterypct"]),
        (CsvField.Device, "", ["device", "deviceid"]),
        (CsvField.Status, "", ["status"]),
        (CsvField.CameraPitch, "", ["camerapitchdeg"]),
        (CsvField.CameraYaw, "", ["camerayawdeg"]),
        (CsvField.CameraHorizontalFov, "", ["camerahorizontalfovdeg"]),
        (CsvField.CameraVerticalFov, "", ["cameraverticalfovdeg"]),
    ];

    /// <summary>The column that most likely holds the field; null when none looks like it.</summary>
    public static (int Index, string Unit)? Find(CsvField field, IReadOnlyList<string> header)
    {
        var plain = header.Select(Plain).ToList();
        foreach (var (known, unit, names) in Known)
        {
            if (known != field)
                continue;
            foreach (var name in names)
                if (plain.IndexOf(name) is >= 0 and var index)
                    return (index, unit);
        }

        return null;
    }

    private static string Plain(string column) => string.Concat(column.Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
