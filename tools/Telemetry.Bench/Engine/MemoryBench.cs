using System.Globalization;

namespace Telemetry.Bench.Engine;

/// <summary>
/// What the engine keeps in memory for each place, rule and device of the load of <see cref="EngineBench"/>, and
/// whether that stays the same over a week. What an engine holds is what the heap loses when it is let go: plan, index,
/// tracks and gaps of the last day, but nothing of the bench's own.
/// </summary>
internal sealed class MemoryBench : IBench
{
    /// <summary>Days in place of 7, where time is short; <c>days</c> tells.</summary>
    private const string DaysVariable = "PATROL_BENCH_MEMORY_DAYS";

    private const double DaysDefault = 7;
    private const int Zones = 10_000;
    private const int WeekZones = 500;
    private const int StepS = 10;

    /// <summary>By then nothing is kept any longer than lateness asks for, and three shifts have gone twice.</summary>
    private const double SettledDays = 2;

    private static readonly TimeSpan Slice = TimeSpan.FromMinutes(10);

    public string Name => "memory";

    public Task RunAsync(FigureWriter figures, CancellationToken cancellationToken)
    {
        var days = Environment.GetEnvironmentVariable(DaysVariable) is { Length: > 0 } text
            ? double.Parse(text, CultureInfo.InvariantCulture)
            : DaysDefault;
        WriteSizes(figures);
        WriteWeek(days, figures, cancellationToken);
        return Task.CompletedTask;
    }

    private static void WriteSizes(FigureWriter figures)
    {
        var bare = new EngineRun(Zones, StepS, withRules: false);
        var places = bare.Places;
        var bareBytes = BytesOf(bare);
        var ruled = new EngineRun(Zones, StepS);
        var rules = ruled.Rules;
        var ruledBytes = BytesOf(ruled);
        figures.Write("bytes_per_place", bareBytes / (double)places, "bytes");
        figures.Write("bytes_per_rule", (ruledBytes - bareBytes) / (double)rules, "bytes");
    }

    private static void WriteWeek(double days, FigureWriter figures, CancellationToken cancellationToken)
    {
        var run = new EngineRun(WeekZones, StepS) { CountsGaps = false };
        var atStart = HeapBytes();
        var settled = 0L;
        for (var done = TimeSpan.Zero; done < TimeSpan.FromDays(days); done += Slice)
        {
            cancellationToken.ThrowIfCancellationRequested();
            run.Run(Slice);
            if (settled == 0 && done + Slice >= TimeSpan.FromDays(SettledDays))
                settled = HeapBytes();
        }

        var (devices, atEnd) = (run.Devices, HeapBytes());
        var held = atEnd - HeapBytesWithout(run);
        figures.Write("days", days, "days");
        figures.Write("bytes_per_device", (atEnd - atStart) / (double)devices, "bytes");
        figures.Write("engine_after_week", held, "bytes");
        figures.Write("growth_over_week", held / (double)(held - (atEnd - settled)), "ratio");
    }

    private static long BytesOf(EngineRun run)
    {
        var with = HeapBytes();
        return with - HeapBytesWithout(run);
    }

    private static long HeapBytesWithout(EngineRun run)
    {
        run.LetEngineGo();
        var bytes = HeapBytes();
        GC.KeepAlive(run);
        return bytes;
    }

    private static long HeapBytes() => GC.GetTotalMemory(forceFullCollection: true);
}
