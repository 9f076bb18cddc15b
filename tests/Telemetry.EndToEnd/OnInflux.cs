using Telemetry.TestServers.Influx;

namespace Telemetry.EndToEnd;

/// <summary>A server whose reports are in InfluxDB.</summary>
internal static class OnInflux
{
    public static string[] Settings(Influxd influxd) =>
    [
        "--Storage:Reports=InfluxDb", $"--Storage:Influx:Url={influxd.Url}", "--Storage:Influx:Database=patrol",
    ];
}
