using Telemetry.Core.Tracks;
using Telemetry.Storage.InfluxDb;
using Telemetry.TestServers.Influx;
using static Telemetry.Storage.AppendOutcome;

namespace Telemetry.Storage.Tests.InfluxDb;

/// <summary>Bad lines among good ones: only the bad are refused, however a version goes about it.</summary>
public sealed class InfluxBadLineTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    public static TheoryData<string> Manners => ["1.x", "2.x syntax", "2.x conflict", "3 Core"];

    [Theory]
    [MemberData(nameof(Manners))]
    public async Task AppendAsync_SomeBadLines_OnlyTheyAreRefused(string manner)
    {
        await using var server = Server(manner);
        await server.StartAsync();
        await using var store = await InfluxReportStore.OpenAsync(Options(server), TimeProvider.System, None);
        server.Reject = line => line.Contains("status=5i", StringComparison.Ordinal) ? "field type conflict" : null;
        int[] bad = [0, 7, 8, 100, 299];
        var reports = Enumerable.Range(0, 300)
            .Select(i => Reports.AtSecond(i) with { Status = bad.Contains(i) ? DeviceStatus.Fault : default })
            .ToArray();

        var appends = reports.Chunk(60)
            .Select(chunk => store.AppendAsync(Reports.Batch("live", Reports.Bike, chunk), None)).ToList();
        var outcomes = (await Task.WhenAll(appends)).SelectMany(outcome => outcome).ToList();

        Assert.Equal(bad, Enumerable.Range(0, 300).Where(i => outcomes[i] == Refused));
        Assert.Equal(295, outcomes.Count(outcome => outcome == Stored));
        Assert.Equal(295, server.Points.Read("report").Count);
    }

    [Theory]
    [MemberData(nameof(Manners))]
    public async Task AppendAsync_RepeatOfARefusedReport_RefusedToo(string manner)
    {
        await using var server = Server(manner);
        await server.StartAsync();
        await using var store = await InfluxReportStore.OpenAsync(Options(server), TimeProvider.System, None);
        server.Reject = line => line.Contains("speed_mps=99,", StringComparison.Ordinal) ? "beyond retention" : null;
        var bad = Reports.AtSecond(1) with { SpeedMps = 99 };

        Assert.Equal(
            [Refused, Refused, Stored, Duplicate],
            await store.AppendAsync(
                Reports.Batch("live", Reports.Bike, bad, bad, Reports.AtSecond(2), Reports.AtSecond(2)), None));
        Assert.Equal([Refused], await store.AppendAsync(Reports.Batch("live", Reports.Bike, bad), None));
        Assert.Equal([Stored], await store.AppendAsync(Reports.Batch("live", Reports.Bike, Reports.AtSecond(1)), None));
    }

    private static InfluxDialectServer Server(string manner) => manner switch
    {
        "1.x" => new InfluxV1Server(),
        "2.x syntax" => new InfluxV2Server(),
        "2.x conflict" => new InfluxV2Server { BadLinesConflict = true },
        _ => new InfluxV3Server(),
    };

    private static InfluxOptions Options(InfluxDialectServer server) => new()
    {
        Url = server.Url,
        Organization = "squad",
        Version = server switch
        {
            InfluxV1Server => InfluxVersion.V1,
            InfluxV2Server => InfluxVersion.V2,
            _ => InfluxVersion.V3,
        },
    };
}
