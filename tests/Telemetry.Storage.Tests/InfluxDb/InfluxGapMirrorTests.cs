using System.Globalization;
using Telemetry.Core.Gaps;
using Telemetry.Storage.InfluxDb;
using Telemetry.TestServers.Influx;

namespace Telemetry.Storage.Tests.InfluxDb;

public sealed class InfluxGapMirrorTests : IAsyncLifetime
{
    private const long OpenUs = Reports.StartUs;
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromMinutes(9);

    private readonly ObservedTime _time = new(RequestTimeout, TimeSpan.FromSeconds(30));
    private InfluxV1Server _server = null!;

    public async Task InitializeAsync() => _server = await InfluxDialectServer.StartAsync<InfluxV1Server>();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Mirror_OpenThenClosed_APointForEachRevision()
    {
        await using (var mirror = await OpenAsync())
        {
            mirror.Mirror([Row(1, Gap("zone 7")), Row(2, Gap("zone 7", closed: true)), Row(3, Gap("dog, \"Rex\"\\"))]);
            mirror.Mirror([Row(4, Gap("zone 7")) with { ExerciseId = "rehearsal" }]);
        }

        var points = _server.Points.Read("gap");
        Assert.Equal(["zone 7", "zone 7"], points.Take(2).Select(point => point.Tags["subject"]));
        Assert.Equal(["\"open\"", "\"resolved\""], points.Take(2).Select(point => point.Fields["state"]));
        Assert.Equal("overdue", points[0].Tags["kind"]);
        Assert.Equal("\"unverified\"", points[0].Fields["certainty"]);
        Assert.Equal("\"bike-1,bike-2\"", points[0].Fields["unverified_by"]);
        Assert.Equal($"{OpenUs / 1_000}i", points[0].Fields["open_ms"]);
        Assert.False(points[0].Fields.ContainsKey("close_ms"));
        Assert.Equal("90.5", points[1].Fields["duration_s"]);
        Assert.Equal("\"visited\"", points[1].Fields["close_reason"]);
        Assert.Single(_server.Points.Read("gap_drill_rehearsal"));
    }

    [Fact]
    public async Task Mirror_KindsOfTwoWordsAndAreas_AreSpeltAsInTheContract()
    {
        var gap = Gap("area:old town") with
        {
            Kind = GapKind.MissedSlot,
            Close = new GapClose(OpenUs + 1, CloseReason.PlanChanged),
        };
        await using (var mirror = await OpenAsync())
            mirror.Mirror([Row(1, gap)]);

        var point = Assert.Single(_server.Points.Read("gap"));
        Assert.Equal(("missed_slot", "area:old town"), (point.Tags["kind"], point.Tags["subject"]));
        Assert.Equal("\"plan_changed\"", point.Fields["close_reason"]);
    }

    [Fact]
    public async Task Mirror_TwoRulesOfAPlaceInOneInstant_BothKept()
    {
        await using (var mirror = await OpenAsync())
            mirror.Mirror([Row(41, Gap("zone")), Row(42, Gap("zone"))]);

        var points = _server.Points.Read("gap");
        Assert.Equal([41L, 42L], points.Select(point => point.TimeNs % 1_000));
        Assert.All(points, point => Assert.Equal(OpenUs, point.TimeNs / 1_000));
    }

    [Fact]
    public async Task Mirror_ServerAway_ReturnsAtOnceAndRetries()
    {
        await using (var mirror = await OpenAsync())
        {
            _server.NextWrites.Enqueue(new(503));
            mirror.Mirror([Row(1, Gap("zone"))]);
            var delay = await _time.NextDelayAsync();
            Assert.Empty(_server.Points.Read("gap"));
            _time.Advance(delay);
        }

        Assert.Single(_server.Points.Read("gap"));
    }

    [Fact]
    public async Task Mirror_MoreThanMayWait_OldestGoAndAreCounted()
    {
        const int queue = 10;
        var mirror = await OpenAsync(queue);
        _server.NextWrites.Enqueue(new(503));
        mirror.Mirror([Row(1, Gap("zone"))]);
        var delay = await _time.NextDelayAsync();
        mirror.Mirror([.. Enumerable.Range(2, 25).Select(n => Row(n, Gap("zone")))]);
        _time.Advance(delay);
        await mirror.DisposeAsync();

        Assert.Equal(15, mirror.Dropped);
        var kept = _server.Points.Read("gap")
            .Select(point => int.Parse(point.Fields["sequence"].TrimEnd('i'), CultureInfo.InvariantCulture));
        Assert.Equal([1, .. Enumerable.Range(17, 10)], kept);
    }

    [Fact]
    public async Task DropExerciseAsync_GapsInLine_GoneToo()
    {
        await using var mirror = await OpenAsync();
        mirror.Mirror([Row(1, Gap("zone")), Row(2, Gap("zone")) with { ExerciseId = "rehearsal" }]);

        await mirror.DropExerciseAsync("rehearsal", None);
        await mirror.DropExerciseAsync("rehearsal", None);

        Assert.Empty(_server.Points.Read("gap_drill_rehearsal"));
        Assert.Single(_server.Points.Read("gap"));
    }

    private static Gap Gap(string subject, bool closed = false) => new(
        $"id-{subject.Length}", GapKind.Overdue, subject, "rule 1", 3, OpenUs - 1_000, OpenUs,
        closed ? new GapClose(OpenUs + 90_500_000, CloseReason.Visited) : null, ["bike-1", "bike-2"]);

    private static GapRow Row(long sequence, Gap gap) => new(
        sequence, "live", OpenUs + 1, new GapRevision(gap, 1, false, RevisionCause.Clock, OpenUs), null);

    private Task<InfluxGapMirror> OpenAsync(int queue = InfluxGapMirror.QueueRevisions) => InfluxGapMirror.OpenAsync(
        new InfluxOptions { Url = _server.Url, RequestTimeout = RequestTimeout }, _time, queue, None);
}
