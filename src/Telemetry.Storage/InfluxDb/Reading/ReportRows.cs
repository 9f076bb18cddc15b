using System.Text.Json;
using Telemetry.Core.Geo;
using Telemetry.Core.Tracks;
using Telemetry.Storage.InfluxDb.Lines;

namespace Telemetry.Storage.InfluxDb.Reading;

/// <summary>
/// Turns an answer's rows back into reports, in batches that end where the device's identity changes.
/// </summary>
internal static class ReportRows
{
    private const int Unknown = -1;
    private const int Time = -2;

    public static List<ReportBatch> Read(ReadOnlySpan<byte> document, string exerciseId, string? deviceId)
    {
        var batches = new List<ReportBatch>();
        var reader = new SeriesReader(document);
        while (reader.NextSeries())
        {
            var device = deviceId ?? (reader.Device is { } kept ? LineText.Given(kept) : null)
                ?? throw new StoreException("InfluxDB sent reports without their device.");
            var columns = reader.Columns.ConvertAll(
                name => name == "time" ? Time : Array.IndexOf(ReportFields.Columns, name));
            var identity = new DeviceIdentity(device, DeviceKind.Unspecified, "");
            var reports = new List<Report>();
            while (reader.NextRow())
            {
                var before = identity;
                var report = ReadRow(ref reader, columns, ref identity);
                if (!ReferenceEquals(before, identity) && reports.Count > 0)
                {
                    batches.Add(new ReportBatch(exerciseId, before, reports.ToArray()));
                    reports.Clear();
                }

                reports.Add(report);
            }

            if (reports.Count > 0)
                batches.Add(new ReportBatch(exerciseId, identity, reports.ToArray()));
        }

        return batches;
    }

    private static Report ReadRow(ref SeriesReader reader, List<int> columns, ref DeviceIdentity identity)
    {
        var row = default(Row);
        var kind = DeviceKind.Unspecified;
        var unitMatches = identity.Unit.Length == 0;
        string? unit = null;
        foreach (var column in columns)
        {
            reader.Read();
            if (reader.Json.TokenType == JsonTokenType.Null || column == Unknown)
                continue;
            switch (column)
            {
                case Time: row.TimeNs = reader.Json.GetInt64(); break;
                case 0: kind = KindName.Read(reader.Json.ValueSpan); break;
                case 1:
                    unitMatches = reader.Json.ValueTextEquals(identity.Unit);
                    unit = unitMatches ? identity.Unit : LineText.Given(reader.Json.GetString()!);
                    break;
                default: row.Set(column, ref reader.Json); break;
            }
        }

        if (!unitMatches || kind != identity.Kind)
            identity = new DeviceIdentity(identity.Id, kind, unit ?? "");
        return row.ToReport();
    }

    private struct Row
    {
        public long TimeNs;
        private double _latitudeDeg, _longitudeDeg;
        private long? _receiveDelayUs;
        private float? _altitudeM, _heightM, _speedMps, _headingDeg, _accuracyM, _batteryPercent;
        private float? _pitchDeg, _yawDeg, _horizontalFovDeg, _verticalFovDeg;
        private DeviceStatus _status;
        private bool _tooLate;

        /// <summary>By the place in <see cref="ReportFields.Columns"/>.</summary>
        public void Set(int column, ref Utf8JsonReader json)
        {
            switch (column)
            {
                case 2: _latitudeDeg = json.GetDouble(); break;
                case 3: _longitudeDeg = json.GetDouble(); break;
                case 4: _receiveDelayUs = json.GetInt64(); break;
                case 5: _altitudeM = (float)json.GetDouble(); break;
                case 6: _heightM = (float)json.GetDouble(); break;
                case 7: _speedMps = (float)json.GetDouble(); break;
                case 8: _headingDeg = (float)json.GetDouble(); break;
                case 9: _accuracyM = (float)json.GetDouble(); break;
                case 10: _batteryPercent = (float)json.GetDouble(); break;
                case 11: _status = (DeviceStatus)json.GetInt64(); break;
                case 12: _pitchDeg = (float)json.GetDouble(); break;
                case 13: _yawDeg = (float)json.GetDouble(); break;
                case 14: _horizontalFovDeg = (float)json.GetDouble(); break;
                case 15: _verticalFovDeg = (float)json.GetDouble(); break;
                case 16: _tooLate = json.GetBoolean(); break;
            }
        }

        public readonly Report ToReport()
        {
            var fixTimeUs = InfluxTime.ToUs(TimeNs);
            var hasCamera = _pitchDeg is not null || _yawDeg is not null
                || _horizontalFovDeg is not null || _verticalFovDeg is not null;
            return new Report
            {
                FixTimeUs = fixTimeUs,
                ReceiveTimeUs = _receiveDelayUs is { } delayUs ? unchecked(fixTimeUs + delayUs) : 0,
                Position = new GeoPoint(_latitudeDeg, _longitudeDeg),
                AltitudeM = _altitudeM,
                HeightM = _heightM,
                SpeedMps = _speedMps,
                HeadingDeg = _headingDeg,
                AccuracyM = _accuracyM,
                BatteryPercent = _batteryPercent,
                Status = _status,
                Camera = hasCamera ? new CameraPose(_pitchDeg, _yawDeg, _horizontalFovDeg, _verticalFovDeg) : null,
                TooLate = _tooLate,
            };
        }
    }
}
