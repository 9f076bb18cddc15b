using Telemetry.Bench;
using Telemetry.Bench.Backtest;
using Telemetry.Bench.Coverage;
using Telemetry.Bench.Engine;
using Telemetry.Bench.Ingest;
using Telemetry.Bench.Picture;
using Telemetry.Bench.Postgis;
using Telemetry.Bench.Stores;
using Telemetry.Bench.ZoneIndex;

if (args is [PlainServer.Command, .. var settings])
{
    await PlainServer.RunAsync(settings);
    return 0;
}

// bench [name...]: runs the benchmarks named, or all, and prints one JSON line per figure.
IBench[] benches = [new ZoneIndexBench(), new DuckDbAppendBench(), new IngestDuckDbBench(), new IngestInfluxBench(),
    new IngestSingleBench(), new InfluxAppendBench(), new RecoverBench(), new CoverageMonthBench(),
    new BacktestBench(), new EngineBench(), new EngineVsPostgisBench(), new MemoryBench(),
    new PictureBench()];

var unknown = args.Where(name => benches.All(b => b.Name != name)).ToArray();
if (unknown.Length > 0)
{
    Console.Error.WriteLine(
        $"Unknown benchmark: {string.Join(", ", unknown)}. Known: {string.Join(", ", benches.Select(b => b.Name))}.");
    return 2;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};

try
{
    foreach (var bench in benches.Where(b => args.Length == 0 || args.Contains(b.Name)))
        await bench.RunAsync(new FigureWriter(Console.Out, bench.Name), stop.Token);
    return 0;
}
catch (BenchFailedException e)
{
    Console.Error.WriteLine($"Failed: {e.Message}");
    return 1;
}
catch (OperationCanceledException)
{
    return 130;
}
