using CsCheck;
using Telemetry.Core.Geo;
using Telemetry.Core.Tracks;
using Telemetry.Storage.DuckDb;
using static Telemetry.Storage.AppendOutcome;

namespace Telemetry.Storage.Tests.DuckDb;

public sealed class ReportJournalTests : IDisposable
{
    private static readonly Gen<float?> Measured = Gen.Float.Nullable();

    private static readonly Gen<CameraPose?> Camera =
        Gen.Select(Measured, Measured, Measured, Measured, Gen.Bool).Select((pitch, yaw, horizontal, vertical, any) =>
            any ? new CameraPose(pitch, yaw, horizontal, vertical) : null);

    private static readonly Gen<Report> AnyReport =
        Gen.Select(Gen.Long, Gen.Long, Gen.Double, Measured.Array[6], Camera, Gen.Enum<DeviceStatus>(), Gen.Bool)
            .Select((fixUs, receiveUs, degrees, measured, camera, status, tooLate) => new Report
            {
                FixTimeUs = fixUs,
                ReceiveTimeUs = receiveUs,
                Position = new GeoPoint(degrees, -degrees),
                AltitudeM = measured[0],
                HeightM = measured[1],
                SpeedMps = measured[2],
                HeadingDeg = measured[3],
                AccuracyM = measured[4],
                BatteryPercent = measured[5],
                Camera = camera,
                Status = status,
                TooLate = tooLate,
            });

    private readonly TemporaryFolder _folder = new();

    private string JournalPath => _folder.File("patrol.duckdb.journal");

    public void Dispose() => _folder.Delete();

    [Fact]
    public void ReportEncoding_AnyReports_RoundTripWithoutTheRepeats()
    {
        Gen.Select(AnyReport, Gen.Bool).Array[0, 20].Sample(drawn =>
        {
            var reports = drawn.Select(pair => pair.Item1).ToArray();
            var outcomes = drawn.Select(pair => pair.Item2 ? Stored : Duplicate).ToArray();
            var batch = Reports.Batch("drill-1", new DeviceIdentity("單車", DeviceKind.Drone, ""), reports);
            var bytes = new byte[ReportEncoding.MaxBytes(batch)];

            var written = ReportEncoding.Write(bytes, batch, outcomes);
            var position = 0;
            var read = ReportEncoding.Read(bytes, ref position);

            Assert.Equal(written, position);
            Assert.Equal((batch.ExerciseId, batch.Device), (read.ExerciseId, read.Device));
            Assert.Equal(reports.Where((_, i) => outcomes[i] == Stored), read.Reports.ToArray());
        });
    }

    [Fact]
    public void Recover_CutAnywhereInTheLastFrame_WholeFramesOnly()
    {
        Write(Reports.Seconds("live", Reports.Bike, 0, 2));
        var whole = new FileInfo(JournalPath).Length;
        Write(Reports.Seconds("live", Reports.Bike, 2, 1));
        var bytes = File.ReadAllBytes(JournalPath);

        for (var length = (int)whole; length < bytes.Length; length++)
        {
            File.WriteAllBytes(JournalPath, bytes[..length]);
            Assert.Equal(2, Assert.Single(Recover()).Reports.Length);
        }

        File.WriteAllBytes(JournalPath, bytes);
        Assert.Equal(2, Recover().Count);
    }

    [Fact]
    public void Recover_AnyByteOfTheLastFrameChanged_WholeFramesOnly()
    {
        Write(Reports.Seconds("live", Reports.Bike, 0, 2));
        var whole = new FileInfo(JournalPath).Length;
        Write(Reports.Seconds("live", Reports.Bike, 2, 1));
        var bytes = File.ReadAllBytes(JournalPath);

        for (var i = (int)whole; i < bytes.Length; i++)
        {
            var torn = bytes.ToArray();
            torn[i] ^= 0x10;
            File.WriteAllBytes(JournalPath, torn);
            Assert.Equal(2, Assert.Single(Recover()).Reports.Length);
        }
    }

    [Fact]
    public void Commit_AfterRecoveringATornFrame_OverwritesIt()
    {
        Write(Reports.Seconds("live", Reports.Bike, 0, 2));
        using (var file = File.OpenWrite(JournalPath))
        {
            file.Seek(0, SeekOrigin.End);
            file.Write(new byte[3]);
        }

        Write(Reports.Seconds("live", Reports.Bike, 2, 5));

        Assert.Equal([2, 5], Recover().Select(batch => batch.Reports.Length));
    }

    [Fact]
    public async Task Open_JournalOfReportsPartlyFolded_EachStoredOnce()
    {
        var path = _folder.File("patrol.duckdb");
        await using (var file = await OpenAsync(path))
            await file.Reports.AppendAsync(Reports.Seconds("live", Reports.Bike, 0, 10), CancellationToken.None);
        // As after a crash between the commit of a fold and the emptying of the journal.
        Write(Reports.Seconds("live", Reports.Bike, 5, 10));

        await using var again = await OpenAsync(path);
        var read = await again.Reports.ReadDeviceAsync(
            "live", Reports.Bike.Id, Core.TimeRange.Always, CancellationToken.None).ToListAsync();

        Assert.Equal(Reports.Seconds("live", Reports.Bike, 0, 15).Reports.ToArray(), read);
    }

    [Fact]
    public async Task Open_JournalOfAnotherProgram_StoreException()
    {
        await File.WriteAllTextAsync(JournalPath, "these are somebody's notes");

        await Assert.ThrowsAsync<StoreException>(() => OpenAsync(_folder.File("patrol.duckdb")));
    }

    private static Task<DuckDbFile> OpenAsync(string path) =>
        DuckDbFile.OpenAsync(path, new DuckDbOptions(), TimeProvider.System, CancellationToken.None);

    private void Write(ReportBatch batch)
    {
        using var journal = new ReportJournal(JournalPath);
        journal.Recover();
        journal.Add(batch, new AppendOutcome[batch.Reports.Length]);
        journal.Commit();
    }

    private List<ReportBatch> Recover()
    {
        using var journal = new ReportJournal(JournalPath);
        return journal.Recover();
    }
}
