namespace Telemetry.Storage.InfluxDb.Lines;

/// <summary>
/// Which measurement holds what. Each drill has its own, so that deleting it is dropping a measurement, which every
/// version of InfluxDB can.
/// </summary>
internal static class Measurement
{
    private const string Live = "live";

    public static string OfReports(string exerciseId) => Of("report", exerciseId);

    public static string OfGaps(string exerciseId) => Of("gap", exerciseId);

    private static string Of(string name, string exerciseId) =>
        exerciseId == Live ? name : $"{name}_drill_{exerciseId}";
}
