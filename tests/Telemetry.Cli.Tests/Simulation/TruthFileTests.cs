using Telemetry.Cli.Simulation;
using Telemetry.Core;
using Telemetry.Core.Plans;
using Telemetry.Core.Plans.Documents;

namespace Telemetry.Cli.Tests.Simulation;

public sealed class TruthFileTests : IDisposable
{
    private static readonly long EveningUs = TimeUs.From(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
    private static readonly Plan Plan = PlanDocument.Parse(File.ReadAllBytes(SamplePlan.Path)).Plan!;

    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Read_WhatWasWritten_IsTheSameFixes()
    {
        var (written, options) = Write(complete: true);
        var read = new List<TrueFix>();
        var header = TruthFile.Read(_path, _ => { }, read.Add);
        Assert.Equal(written, read);
        Assert.Equal((options.Seed, options.FromUs, options.ToUs), (header.Seed, header.FromUs, header.ToUs));
        Assert.Contains(read, fix => fix.HeightDm is not null);
        Assert.Equal(Plan.Roster.Keys.Order(StringComparer.Ordinal), header.Devices.Select(device => device.Id));
    }

    [Fact]
    public void Read_CutShort_SaysSo()
    {
        Write(complete: false);
        Assert.Throws<InvalidDataException>(() => TruthFile.Read(_path, _ => { }, _ => { }));
        File.WriteAllText(_path, "no gzip at all");
        Assert.Throws<InvalidDataException>(() => TruthFile.Read(_path, _ => { }, _ => { }));
    }

    private (List<TrueFix> Fixes, SimulationOptions Options) Write(bool complete)
    {
        var options = new SimulationOptions(
            5, EveningUs, EveningUs + (900 * TimeUs.PerSecond), TimeSpan.FromSeconds(10), null, FaultOptions.None);
        var fleet = new Fleet(Plan, options);
        var fixes = new List<TrueFix>();
        using var writer = TruthFile.Create(_path, options, [.. fleet.Devices.Select(TrueDevice.Of)]);
        fleet.Live(
            fix =>
            {
                fixes.Add(fix);
                writer.Add(fix);
            },
            CancellationToken.None);
        if (complete)
            writer.Complete();
        return (fixes, options);
    }
}
