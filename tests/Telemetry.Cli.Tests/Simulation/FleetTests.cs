using Telemetry.Cli.Playback;
using Telemetry.Cli.Simulation;
using Telemetry.Core;
using Telemetry.Core.Plans;
using Telemetry.Core.Plans.Documents;
using Proto = Patrol.Telemetry.V1;

namespace Telemetry.Cli.Tests.Simulation;

public sealed class FleetTests
{
    private static readonly long EveningUs = TimeUs.From(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
    private static readonly Plan Plan = PlanDocument.Parse(File.ReadAllBytes(SamplePlan.Path)).Plan!;

    [Fact]
    public void ToScript_SameSeed_GivesTheSameReportsToTheLastBit()
    {
        var faults = new FaultOptions(0.02, TimeSpan.FromSeconds(20), 0.05, 0.03, 3, 0.001, TimeSpan.FromSeconds(2), 2);
        Assert.Equal(Play(7, 20, faults), Play(7, 20, faults));
        Assert.NotEqual(Play(7, 20, faults), Play(8, 20, faults));
    }

    [Fact]
    public void ToScript_NoFaults_EveryDeviceReportsEachSecondAndSignsOff()
    {
        var sendings = Play(1, 10, FaultOptions.None);
        Assert.Equal(10 * 600, sendings.Count);
        Assert.All(sendings, sending => Assert.Equal(sending.SendTimeUs, (long)sending.Report.FixTimeUnixUs));
        foreach (var device in sendings.GroupBy(sending => sending.Device))
        {
            Assert.Equal(Proto.DeviceStatus.OffDuty, device.Last().Report.Status);
            Assert.Equal(600, device.Select(sending => sending.Report.FixTimeUnixUs).Distinct().Count());
        }
    }

    [Fact]
    public void ToScript_AllFaults_SendTimesAscendAndSigningOffGetsThrough()
    {
        var faults = new FaultOptions(0.3, TimeSpan.FromMinutes(1), 0.2, 0.2, 5, 0.01, TimeSpan.FromSeconds(30), 5);
        var sendings = Play(3, 15, faults);

        Assert.True(sendings.Zip(sendings.Skip(1)).All(pair => pair.First.SendTimeUs <= pair.Second.SendTimeUs));
        var signedOff = sendings.Where(sending => sending.Report.Status == Proto.DeviceStatus.OffDuty);
        Assert.Equal(10, signedOff.Select(sending => sending.Device).Distinct().Count());
    }

    [Fact]
    public void ToScript_OutsideDuty_NobodyReports()
    {
        var noonUs = EveningUs - TimeUs.Of(TimeSpan.FromHours(6));
        var options = new SimulationOptions(
            1, noonUs, noonUs + TimeUs.Of(TimeSpan.FromHours(1)), TimeSpan.FromSeconds(10), null, FaultOptions.None);
        Assert.Empty(new Fleet(Plan, options).ToScript().Sendings);
    }

    [Fact]
    public void ToScript_NoFaults_NobodyIsFasterThanItsKindCanBe()
    {
        foreach (var device in Play(5, 30, FaultOptions.None).GroupBy(sending => sending.Device))
        {
            var fixes = device.Select(sending => sending.Report).ToList();
            foreach (var (a, b) in fixes.Zip(fixes.Skip(1)))
            {
                var meters = Telemetry.Core.Geo.GeoDistance.Meters(
                    new(a.LatitudeDeg, a.LongitudeDeg), new(b.LatitudeDeg, b.LongitudeDeg));
                Assert.InRange(meters, 0, 12);
            }
        }
    }

    [Fact]
    public void Fleet_MoreDevicesThanTheRoster_AddsItsOwn()
    {
        var options = new SimulationOptions(
            1, EveningUs, EveningUs + TimeUs.PerSecond, TimeSpan.FromSeconds(1), 25, FaultOptions.None);
        var script = new Fleet(Plan, options).ToScript();
        Assert.Equal(25, script.Devices.Select(device => device.Id).Distinct().Count());
        Assert.Equal(25, script.Sendings.Count());
    }

    [Fact]
    public void Live_WhateverGoesWrong_TheTruthIsTheSame()
    {
        var faults = new FaultOptions(0.3, TimeSpan.FromMinutes(1), 0.2, 0.2, 5, 0.01, TimeSpan.FromSeconds(30), 5);
        var plain = Truth(TimeSpan.FromSeconds(1), FaultOptions.None);
        Assert.Equal(10 * 600, plain.Count);
        Assert.Equal(plain, Truth(TimeSpan.FromSeconds(30), FaultOptions.None));
        Assert.Equal(plain, Truth(TimeSpan.FromSeconds(7), faults));
    }

    [Fact]
    public void ToScript_NoFaults_EveryFixIsOnTheTruth()
    {
        var truth = new HashSet<(int, long, double, double)>();
        var fleet = new Fleet(Plan, OptionsOf(1, 10, FaultOptions.None) with { Period = TimeSpan.FromSeconds(2.5) });
        var script = fleet.ToScript(fix => truth.Add(
            (fix.Device, fix.TimeUs, fix.ToReport().Position.LatitudeDeg, fix.ToReport().Position.LongitudeDeg)));
        foreach (var (_, device, report) in script.Sendings)
            Assert.Contains((device, (long)report.FixTimeUnixUs, report.LatitudeDeg, report.LongitudeDeg), truth);
    }

    [Fact]
    public void ToScript_LongPeriod_DevicesFixOneByOneAtTheirOwnMoments()
    {
        var fleet = new Fleet(Plan, OptionsOf(1, 10, FaultOptions.None) with { Period = TimeSpan.FromSeconds(30) });
        var moments = fleet.ToScript().Sendings.Where(s => s.Report.Status != Proto.DeviceStatus.OffDuty)
            .GroupBy(s => s.Device)
            .Select(device => device.Select(s => (long)s.Report.FixTimeUnixUs % 30_000_000).Distinct().ToList())
            .ToList();
        Assert.All(moments, device => Assert.Single(device));
        Assert.True(moments.Select(device => device[0]).Distinct().Count() > 5);
    }

    private static List<TrueFix> Truth(TimeSpan period, FaultOptions faults)
    {
        var fixes = new List<TrueFix>();
        new Fleet(Plan, OptionsOf(9, 10, faults) with { Period = period }).Live(fixes.Add, CancellationToken.None);
        return fixes;
    }

    private static List<Sending> Play(ulong seed, int minutes, FaultOptions faults)
    {
        return [.. new Fleet(Plan, OptionsOf(seed, minutes, faults)).ToScript().Sendings];
    }

    private static SimulationOptions OptionsOf(ulong seed, int minutes, FaultOptions faults) => new(
        seed, EveningUs, EveningUs + TimeUs.Of(TimeSpan.FromMinutes(minutes)), TimeSpan.FromSeconds(1), null, faults);
}
