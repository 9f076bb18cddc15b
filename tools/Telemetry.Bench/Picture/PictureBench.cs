using System.Diagnostics;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Net.Client;
using Patrol.Telemetry.V1;
using Telemetry.Bench.Ingest;
using Telemetry.Bench.ZoneIndex;
using Telemetry.Client;
using Telemetry.TestServers;

namespace Telemetry.Bench.Picture;

/// <summary>
/// The live picture of a city: 2,000 units at 1 Hz over 5,105 zones, seen by 200 watchers, with the load on the same
/// processors. Shares are the server process's processor time by all processors of the machine. Beside it pictures of
/// the past, and what the forecast costs the engine.
/// </summary>
internal sealed class PictureBench : IBench
{
    private const string Live = "exercises/live";
    private const int Zones = 5_105;
    private const int CitySeed = 304;
    private const int Units = 2_000;
    private const int Watchers = 200;
    private const int Probes = 2;
    private const int Connections = 8;
    private const int Pictures = 10;
    private const int ForecastZones = 10_000;
    private const double Percentile = 0.99;

    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Alone = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(30);

    public string Name => "picture";

    public async Task RunAsync(FigureWriter figures, CancellationToken cancellationToken)
    {
        var city = new SyntheticCity(Zones, CitySeed);
        await using var server = await PatrolServer.StartAsync();
        using var channel = PatrolChannel.Open(server.GrpcUrl);
        await new PlanService.PlanServiceClient(channel).ApplyPlanAsync(
            new ApplyPlanRequest
            {
                Exercise = Live,
                Geojson = ByteString.CopyFrom(CityPlan.Of(city)),
                Author = "bench",
            },
            cancellationToken: cancellationToken);
        using var fleet = await LiveFleet.OpenAsync(server.GrpcUrl, city, Units, Connections);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sending = Task.Run(() => fleet.RunAsync(stop.Token), CancellationToken.None);
        await Task.Delay(Settling, TimeProvider.System, cancellationToken);
        var alone = await ShareAsync(server, Alone, sending, cancellationToken);

        var channels = Enumerable.Range(0, Connections).Select(_ => PatrolChannel.Open(server.GrpcUrl)).ToArray();
        var watchers = Enumerable.Range(0, Watchers).Select(i => new PictureWatcher(
            channels[i % Connections].CreateCallInvoker(), Live, isProbe: i < Probes)).ToArray();
        var ended = Task.WhenAny(watchers.Select(watcher => watcher.Reading)).Unwrap();
        await Task.Delay(Settling, TimeProvider.System, cancellationToken);
        var bytes0 = watchers.Sum(watcher => watcher.Bytes);
        var stored0 = fleet.Stored;
        var client0 = Environment.CpuUsage.TotalTime;
        foreach (var probe in watchers[..Probes])
            probe.TakeDelaysMs();
        var share = await ShareAsync(server, Watched, Task.WhenAny(sending, ended).Unwrap(), cancellationToken);
        var client = Environment.CpuUsage.TotalTime - client0;
        var delaysMs = watchers[..Probes].SelectMany(probe => probe.TakeDelaysMs()).Order().ToArray();
        if (watchers[0].Places < Zones)
            throw new BenchFailedException($"Of {Zones} zones {watchers[0].Places} were told.");

        figures.Write("cpu_share", share, "of all processors");
        figures.Write("cpu_share_without_watchers", alone, "of all processors");
        figures.Write(
            "cpu_share_of_load", client / Watched / Environment.ProcessorCount, "of all processors");
        figures.Write("reports_per_s", (fleet.Stored - stored0) / Watched.TotalSeconds, "reports/s");
        figures.Write("p50_delay_ms", delaysMs[delaysMs.Length / 2], "ms");
        figures.Write("p99_delay_ms", delaysMs[(int)(delaysMs.Length * Percentile)], "ms");
        figures.Write("load_worst_lag_ms", fleet.WorstLag.TotalMilliseconds, "ms");
        figures.Write(
            "bytes_per_watcher_s",
            (watchers.Sum(watcher => watcher.Bytes) - bytes0) / Watched.TotalSeconds / Watchers, "bytes/s");
        foreach (var watcher in watchers)
            watcher.Dispose();
        foreach (var one in channels)
            one.Dispose();
        await ShowAsync(server.HttpUrl, figures);
        await stop.CancelAsync();
        await sending;
        await ReadPastAsync(channel, figures, cancellationToken);
        await ForecastAsync(server, channel, figures, cancellationToken);
    }

    /// <summary>Processor time of the server by all processors; fails when what goes on meanwhile does.</summary>
    private static async Task<double> ShareAsync(
        PatrolServer server, TimeSpan span, Task meanwhile, CancellationToken cancellationToken)
    {
        var (cpu0, began) = (server.ProcessorTime, Stopwatch.GetTimestamp());
        if (await Task.WhenAny(Task.Delay(span, TimeProvider.System, cancellationToken), meanwhile) == meanwhile)
            await meanwhile;
        return (server.ProcessorTime - cpu0) / Stopwatch.GetElapsedTime(began) / Environment.ProcessorCount;
    }

    /// <summary>The page of one supervisor, while the units go on reporting.</summary>
    private static async Task ShowAsync(Uri server, FigureWriter figures)
    {
        await using var probe = await PageProbe.StartAsync();
        if (probe is null)
            return;
        var shown = await probe.MeasureAsync(server);
        figures.Write("page_first_picture_ms", shown.FirstPictureMs, "ms");
        figures.Write("page_frames_per_s", shown.FramesPerSecond, "frames/s");
        figures.Write("page_p99_frame_ms", shown.P99FrameMs, "ms");
    }

    private static async Task ReadPastAsync(
        GrpcChannel channel, FigureWriter figures, CancellationToken cancellationToken)
    {
        var pictures = new PictureService.PictureServiceClient(channel);
        var from = TimeProvider.System.GetUtcNow() - Watched;
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < Pictures; i++)
        {
            var time = (from + TimeSpan.FromSeconds(i)).ToTimestamp();
            var past = await pictures.GetPictureAsync(
                new GetPictureRequest { Parent = Live, Time = time }, cancellationToken: cancellationToken);
            if (past.Devices.Count != Units)
                throw new BenchFailedException($"{past.Devices.Count} of {Units} devices are in a past picture.");
        }

        figures.Write("past_picture_ms", Stopwatch.GetElapsedTime(began).TotalMilliseconds / Pictures, "ms");
        began = Stopwatch.GetTimestamp();
        using var replay = pictures.ReplayPicture(
            new ReplayPictureRequest
            {
                Parent = Live,
                Interval = new TimeInterval
                {
                    StartTime = from.ToTimestamp(),
                    EndTime = (from + Watched).ToTimestamp(),
                },
            },
            cancellationToken: cancellationToken);
        var moments = 0;
        while (await replay.ResponseStream.MoveNext(cancellationToken))
            moments += replay.ResponseStream.Current.Complete ? 1 : 0;
        figures.Write("replay_moments_per_s", moments / Stopwatch.GetElapsedTime(began).TotalSeconds, "moments/s");
    }

    /// <summary>What the forecast of a drill costs, all of it on the engine's loop but one row's words.</summary>
    private static async Task ForecastAsync(
        PatrolServer server, GrpcChannel channel, FigureWriter figures, CancellationToken cancellationToken)
    {
        const string Drill = "exercises/forecast";
        var start = DateTimeOffset.UnixEpoch.AddMicroseconds(EncodedFleet.StartUs);
        var exercises = new ExerciseService.ExerciseServiceClient(channel);
        await exercises.CreateExerciseAsync(
            new CreateExerciseRequest
            {
                ExerciseId = "forecast",
                Exercise = new Exercise { StartTime = start.ToTimestamp() },
            },
            cancellationToken: cancellationToken);
        await new PlanService.PlanServiceClient(channel).ApplyPlanAsync(
            new ApplyPlanRequest
            {
                Exercise = Drill,
                Geojson = ByteString.CopyFrom(CityPlan.Of(new SyntheticCity(ForecastZones, CitySeed))),
                Author = "bench",
            },
            cancellationToken: cancellationToken);
        await exercises.AdvanceClockAsync(
            new AdvanceClockRequest { Name = Drill, ClockTime = (start + TimeSpan.FromHours(1)).ToTimestamp() },
            cancellationToken: cancellationToken);
        var gaps = new GapService.GapServiceClient(channel);
        var question = new ForecastGapsRequest
        {
            Parent = Drill,
            Horizon = Duration.FromTimeSpan(TimeSpan.FromHours(24)),
            Limit = 1,
            IncludeHeld = true,
        };
        for (var warmUp = 0; warmUp < Pictures; warmUp++)
            await gaps.ForecastGapsAsync(question, cancellationToken: cancellationToken);
        var (cpu0, began) = (server.ProcessorTime, Stopwatch.GetTimestamp());
        for (var i = 0; i < Pictures; i++)
        {
            var answer = await gaps.ForecastGapsAsync(question, cancellationToken: cancellationToken);
            if (answer.TotalCount < ForecastZones)
                throw new BenchFailedException($"Of {ForecastZones} zones {answer.TotalCount} are foreseen.");
        }

        figures.Write("forecast_10000_ms", Stopwatch.GetElapsedTime(began).TotalMilliseconds / Pictures, "ms");
        figures.Write("forecast_10000_cpu_ms", (server.ProcessorTime - cpu0).TotalMilliseconds / Pictures, "ms");
    }
}
