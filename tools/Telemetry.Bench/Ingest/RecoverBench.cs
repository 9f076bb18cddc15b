using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Telemetry.Bench.Stores;
using Telemetry.Bench.ZoneIndex;
using Telemetry.Core;
using Telemetry.Core.Geo;
using Telemetry.Core.Tracks;
using Telemetry.Storage;
using Telemetry.Storage.DuckDb;
using Telemetry.TestServers;

namespace Telemetry.Bench.Ingest;

/// <summary>
/// How long until a killed server is ready again with a day of 1,000 devices at 1 Hz among 5,000 zones behind it. It
/// has a checkpoint, as every server that has run for 10 s has; how long it takes without one is told beside it.
/// </summary>
internal sealed class RecoverBench : IBench
{
    /// <summary>Hours behind it in place of 24, where time or disk is short; <c>reports_behind</c> tells.</summary>
    private const string HoursVariable = "PATROL_BENCH_RECOVER_HOURS";

    private const int Devices = 1_000;
    private const double HoursDefault = 24;
    private const int Rounds = 3;
    private const int Zones = 5_000;
    private const int CitySeed = 304;

    // From where the synthetic fleet rides to the middle of the synthetic city.
    private const double ToCityLatitudeDeg = 8.78;
    private const double ToCityLongitudeDeg = 7.19;

    private static readonly TimeSpan ReadyTimeout = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(10);

    /// <summary>Longer than the server takes between two checkpoints.</summary>
    private static readonly TimeSpan CheckpointWait = TimeSpan.FromSeconds(13);
    private static readonly TimeSpan CaughtUp = TimeSpan.FromSeconds(3);

    public string Name => "recover";

    public async Task RunAsync(FigureWriter figures, CancellationToken cancellationToken)
    {
        var hours = Environment.GetEnvironmentVariable(HoursVariable) is { Length: > 0 } text
            ? double.Parse(text, CultureInfo.InvariantCulture)
            : HoursDefault;
        await using var server = PatrolServer.Prepare();
        var reports = await FillAsync(server, TimeSpan.FromHours(hours), cancellationToken);
        figures.Write("reports_behind", reports, "reports");
        figures.Write("seconds_to_ready_without_checkpoint", await StartAsync(server, cancellationToken), "s");
        await WhenCheckpointedAsync(server, cancellationToken);

        var times = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            await server.KillAsync();
            times.Add(await StartAsync(server, cancellationToken));
        }

        figures.Write("seconds_to_ready", times.Order().ElementAt(Rounds / 2), "s");
    }

    private static async Task<double> StartAsync(PatrolServer server, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        await server.StartAgainAsync();
        await WhenReadyAsync(server, cancellationToken);
        return watch.Elapsed.TotalSeconds;
    }

    /// <summary>The engine stands still while it writes a checkpoint: when it has caught up, one is there.</summary>
    private static async Task WhenCheckpointedAsync(PatrolServer server, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = server.HttpUrl };
        TimeSpan behind;
        do
        {
            await Task.Delay(CheckpointWait, TimeProvider.System, cancellationToken);
            var text = await http.GetStringAsync(new Uri("/v1/exercises/live", UriKind.Relative), cancellationToken);
            using var live = JsonDocument.Parse(text);
            var watermark = live.RootElement.GetProperty("watermarkTime").GetDateTimeOffset();
            behind = TimeProvider.System.GetUtcNow() - watermark;
        }
        while (behind > Limits.Settle + CaughtUp);
    }

    private static async Task WhenReadyAsync(PatrolServer server, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = server.HttpUrl };
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < ReadyTimeout)
        {
            using var answer = await http.GetAsync(new Uri("/healthz/ready", UriKind.Relative), cancellationToken);
            if (answer.StatusCode == HttpStatusCode.OK)
                return;
            await Task.Delay(PollInterval, TimeProvider.System, cancellationToken);
        }

        throw new BenchFailedException($"The server is not ready after {ReadyTimeout}.");
    }

    /// <summary>Writes live duty's reports up to now by the store's own way in; returns how many.</summary>
    private static async Task<long> FillAsync(
        PatrolServer server, TimeSpan span, CancellationToken cancellationToken)
    {
        var path = Path.Combine(server.Folder, PatrolServer.DuckDbFileName);
        await using var file = await DuckDbFile.OpenAsync(
            path, new DuckDbOptions(), TimeProvider.System, cancellationToken);
        var nowUs = TimeUs.From(TimeProvider.System.GetUtcNow());
        var startUs = nowUs - TimeUs.Of(span);
        await BeginDutyAsync(file.Ledger, startUs, cancellationToken);

        var batches = (int)(span.TotalSeconds / SyntheticFleet.BatchReports);
        var shiftUs = nowUs - SyntheticFleet.LastFixUs(Devices, batches);
        for (var number = 0; number < batches; number++)
        {
            await Task.WhenAll(Enumerable.Range(0, Devices).Select(
                device => AppendAsync(file.Reports, device, number, shiftUs, cancellationToken)));
        }

        return (long)batches * Devices * SyntheticFleet.BatchReports;
    }

    /// <summary>Live duty with its plan of zones and its devices, as if a server had been there since.</summary>
    private static async Task BeginDutyAsync(ILedger ledger, long startUs, CancellationToken cancellationToken)
    {
        const string Live = ReportTable.LiveExercise;
        await ledger.CreateExerciseAsync(
            new ExerciseRecord(Live, "Live", startUs, startUs, startUs), cancellationToken);
        var plan = Encoding.UTF8.GetString(CityPlan.Of(new SyntheticCity(Zones, CitySeed)));
        await ledger.AppendPlanAsync(new PlanRecord(Live, 1, startUs, startUs, "bench", plan), cancellationToken);
        var devices = Enumerable.Range(0, Devices)
            .Select(number => new DeviceRecord(SyntheticFleet.Device(number), startUs));
        await ledger.RegisterDevicesAsync(Live, [.. devices], cancellationToken);
    }

    private static Task<AppendOutcome[]> AppendAsync(
        IReportStore store, int device, int number, long shiftUs, CancellationToken cancellationToken)
    {
        var reports = new Report[SyntheticFleet.BatchReports];
        SyntheticFleet.Fill(reports, device, number);
        for (var i = 0; i < reports.Length; i++)
        {
            reports[i] = reports[i] with
            {
                Position = new GeoPoint(
                    reports[i].Position.LatitudeDeg + ToCityLatitudeDeg,
                    reports[i].Position.LongitudeDeg + ToCityLongitudeDeg),
                FixTimeUs = reports[i].FixTimeUs + shiftUs,
                ReceiveTimeUs = reports[i].ReceiveTimeUs + shiftUs,
            };
        }

        var batch = new ReportBatch(ReportTable.LiveExercise, SyntheticFleet.Device(device), reports);
        return store.AppendAsync(batch, cancellationToken);
    }
}
