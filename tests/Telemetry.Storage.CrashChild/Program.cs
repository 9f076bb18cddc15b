using Telemetry.Core.Gaps;
using Telemetry.Core.Geo;
using Telemetry.Core.Tracks;
using Telemetry.Storage.DuckDb;

// Writes to a DuckDB file as fast as it can and says what it was told is durable, until it is killed:
// "report DEVICE FIRST COUNT" for fix times FIRST … FIRST+COUNT-1, "gap SEQUENCE ID" for a revision in the ledger.
const int Devices = 16;
const int BatchReports = 64;

var (path, startUs) = (args[0], long.Parse(args[1]));
var none = CancellationToken.None;
// A tiny log, so that checkpoints come often enough to be hit too.
var options = new DuckDbOptions { CheckpointThresholdMib = 1 };
await using var file = await DuckDbFile.OpenAsync(path, options, TimeProvider.System, none);
await file.Ledger.CreateExerciseAsync(new("live", "Live", 0, 0, 0), none);

await Task.WhenAll(Enumerable.Range(0, Devices).Select(AppendReportsAsync).Append(AppendGapsAsync()));

async Task AppendReportsAsync(int number)
{
    var device = new DeviceIdentity($"device-{number}", DeviceKind.Bike, "squad");
    for (var firstUs = startUs; ; firstUs += BatchReports)
    {
        var first = firstUs;
        var reports = Enumerable.Range(0, BatchReports)
            .Select(i => new Report { FixTimeUs = first + i, Position = new GeoPoint(number, i) }).ToArray();
        await file.Reports.AppendAsync(new ReportBatch("live", device, reports), none);
        Console.Out.WriteLine($"report {device.Id} {firstUs} {BatchReports}");
    }
}

async Task AppendGapsAsync()
{
    for (var us = startUs; ; us++)
    {
        var gap = new Gap($"gap-{us}", GapKind.Overdue, "zone", "rule", 1, us, us, null, []);
        var rows = await file.Ledger.AppendGapsAsync(
            "live", us, us, [new GapRevision(gap, 1, false, RevisionCause.Clock, us)], none);
        Console.Out.WriteLine($"gap {rows[0].Sequence} {gap.Id}");
    }
}
