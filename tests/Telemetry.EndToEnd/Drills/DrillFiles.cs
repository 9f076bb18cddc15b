using System.Globalization;
using System.Text.Json;

namespace Telemetry.EndToEnd.Drills;

/// <summary>
/// A made-up street with a plan of its own and a squad that rides up and down it: zones and posts fall due within a
/// minute, devices fall silent, duty begins and ends, so that half an hour holds every way in which a gap can go.
/// </summary>
internal sealed class DrillFiles : IDisposable
{
    private const double StreetLatitudeDeg = 31.2;
    private const double StreetLongitudeDeg = 121.5;
    private const double MetersPerDegree = 111_195;
    private const double SpeedMps = 5;

    private static readonly DateTimeOffset Start = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Who rides between which metres, and from when to when of each 200 s they are not heard.</summary>
    private static readonly (string Device, double FromM, double ToM, int QuietFrom, int QuietTo)[] Squad =
    [
        ("bike-1", 0, 420, 31, 62),
        ("bike-2", 300, 700, 110, 150),
        ("bike-3", 650, 1000, 0, 0),
        ("bike-4", 150, 950, 20, 95),
        ("guest", 500, 980, 60, 90),
    ];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("drill-");

    public DrillFiles(TimeSpan length)
    {
        Directory.CreateDirectory(Tracks);
        foreach (var (device, fromM, toM, quietFrom, quietTo) in Squad)
        {
            var rows = Enumerable.Range(0, (int)length.TotalSeconds + 1)
                .Where(second => second % 200 < quietFrom || second % 200 >= quietTo)
                .Select(second => Row(second, At(second, fromM, toM)));
            File.WriteAllText(Path.Combine(Tracks, $"{device}.csv"), "time,lat,lon\n" + string.Concat(rows));
        }

        File.WriteAllText(Plan, PlanText());
    }

    /// <summary>One CSV for each device.</summary>
    public string Tracks => Path.Combine(_folder.FullName, "tracks");

    public string Plan => Path.Combine(_folder.FullName, "plan.geojson");

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>To and fro at a steady speed.</summary>
    private static double At(int second, double fromM, double toM)
    {
        var lengthM = toM - fromM;
        var alongM = SpeedMps * second % (2 * lengthM);
        return fromM + (alongM <= lengthM ? alongM : (2 * lengthM) - alongM);
    }

    private static double Longitude(double alongM) => StreetLongitudeDeg
        + (alongM / (MetersPerDegree * Math.Cos(StreetLatitudeDeg * Math.PI / 180)));

    private static string Row(int second, double alongM) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Start.AddSeconds(second):yyyy-MM-ddTHH:mm:ssZ},{StreetLatitudeDeg:F7},{Longitude(alongM):F7}\n");

    private static string PlanText()
    {
        object[] features =
        [
            Feature(new() { ["type"] = "plan", ["id"] = "street", ["max_interval_min"] = 1, ["min_dwell_s"] = 8 }),
            Feature(new() { ["type"] = "kind", ["kind"] = "bike", ["silence_after_s"] = 10 }),
            Duty("20:00:00", "20:01:20"),
            Duty("20:04:00", "20:12:30"),
            .. Enumerable.Range(1, 4).Select(n => Feature(
                new() { ["type"] = "device", ["id"] = $"bike-{n}", ["kind"] = "bike", ["unit"] = "squad-1" })),
            Feature(new() { ["type"] = "device", ["id"] = "never-came", ["kind"] = "handset", ["duty"] = "evening" }),
            Zone("west", 0, []),
            Zone("middle", 330, new() { ["duty"] = "evening" }),
            Zone("long", 480, new() { ["min_dwell_s"] = 14 }),
            Zone("drones-only", 600, new() { ["eligible"] = "drone" }),
            Zone("east", 900, new() { ["eligible"] = "bike" }),
            Post("well", 250, []),
            Post("gate", 780, new() { ["min_dwell_s"] = 0, ["duty"] = "evening" }),
        ];
        return JsonSerializer.Serialize(new { type = "FeatureCollection", features });
    }

    private static object Duty(string start, string end) => Feature(new()
    {
        ["type"] = "duty",
        ["schedule"] = "evening",
        ["time_zone"] = "Asia/Shanghai",
        ["start"] = start,
        ["end"] = end,
    });

    private static object Zone(string id, double fromM, Dictionary<string, object> more)
    {
        const double HalfWidthDeg = 0.0003;
        var (west, east) = (Longitude(fromM), Longitude(fromM + 80));
        var (south, north) = (StreetLatitudeDeg - HalfWidthDeg, StreetLatitudeDeg + HalfWidthDeg);
        double[][] ring = [[west, south], [east, south], [east, north], [west, north], [west, south]];
        return Feature(
            new(more) { ["type"] = "zone", ["id"] = id }, new { type = "Polygon", coordinates = new[] { ring } });
    }

    private static object Post(string id, double atM, Dictionary<string, object> more) => Feature(
        new(more) { ["type"] = "post", ["id"] = id, ["radius_m"] = 25 },
        new { type = "Point", coordinates = new[] { Longitude(atM), StreetLatitudeDeg } });

    private static object Feature(Dictionary<string, object> properties, object? geometry = null) =>
        new { type = "Feature", properties, geometry };
}
