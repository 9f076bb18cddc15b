using System.Diagnostics;
using DuckDB.NET.Data;
using Telemetry.Core.Tracks;
using Telemetry.Storage.DuckDb;

namespace Telemetry.Bench.Stores;

/// <summary>The plain loop of one DuckDB appender over the store's columns, which commits once at the end.</summary>
internal static class BareAppender
{
    private const int Devices = 64;
    private const int BatchesPerDevice = 400;
    private const int Rows = Devices * BatchesPerDevice * SyntheticFleet.BatchReports;

    /// <summary>Rows a second into a new file.</summary>
    public static double Run(string path)
    {
        using var connection = new DuckDBConnection($"Data Source={path}");
        connection.Open();
        connection.Execute(ReportTable.CreateSql(ReportTable.LiveExercise));
        var batch = new Report[SyntheticFleet.BatchReports];
        var watch = Stopwatch.StartNew();
        using (var appender = connection.CreateAppender(ReportTable.Name(ReportTable.LiveExercise)))
        {
            for (var number = 0; number < BatchesPerDevice; number++)
            {
                for (var device = 0; device < Devices; device++)
                {
                    SyntheticFleet.Fill(batch, device, number);
                    foreach (var report in batch)
                        Append(appender.CreateRow(), device, report);
                }
            }
        }

        return Rows / watch.Elapsed.TotalSeconds;
    }

    private static void Append(IDuckDBAppenderRow row, int device, in Report report) =>
        row.AppendValue(device).AppendValue((byte)1).AppendValue(device % 10)
            .AppendValue(report.FixTimeUs).AppendValue(report.ReceiveTimeUs)
            .AppendValue(report.Position.LatitudeDeg).AppendValue(report.Position.LongitudeDeg)
            .AppendValue((byte)report.Status).AppendValue(report.TooLate).AppendValue(false)
            .AppendValue(report.AltitudeM).AppendValue(report.HeightM).AppendValue(report.SpeedMps)
            .AppendValue(report.HeadingDeg).AppendValue(report.AccuracyM).AppendValue(report.BatteryPercent)
            .AppendNullValue().AppendNullValue().AppendNullValue().AppendNullValue().EndRow();
}
