using Telemetry.Core.Gaps.Evidence;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;
using Telemetry.Core.Visits;

namespace Telemetry.Core.Tests.Gaps.Evidence;

public sealed class SeenAttendanceTests
{
    private static readonly DutySchedule FirstHour =
        new("Etc/UTC", [new DutyWindow([], new TimeOnly(0, 0), new TimeOnly(1, 0))]);

    private static readonly OverdueRule Rule = new(
        "overdue", TimeSpan.FromMinutes(10), new VisitDemand(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(20)),
        [DeviceKind.Bike], FirstHour);

    [Fact]
    public void Judge_VisitsAndNearVisits_SaysWhyEachDoesNotCount()
    {
        Presence[] presences =
        [
            At("a", 100, 120), At("b", 130, 150), At("car", 140, 400) with { Kind = DeviceKind.Car }, At("a", 500, 520),
            At("a", 3_590, 3_610), At("b", 4_000, 4_100), At("b", 5_000, 5_010),
        ];

        var judged = SeenAttendance.Judge(Rule, presences);

        Assert.Equal(
            ["a+b visit", "car WrongKind", "a TooShort", "a TooShort", "b visit OutsideDuty", "b TooShort+OutsideDuty"],
            judged.Select(Shown));
        Assert.Equal(
            (Us(130), Us(100), Us(150)), (judged[0].ReachedUs, judged[0].EarliestUs, judged[0].LatestUs));
    }

    [Fact]
    public void Judge_RuleWithoutVisits_EachPresenceForItself()
    {
        var strength = new StrengthRule("strength", 2, default, [DeviceKind.Bike], FirstHour);

        var judged = SeenAttendance.Judge(
            strength,
            [At("a", 1, 2), At("b", 1, 5_000), At("c", 4_000, 5_000), At("d", 1, 2) with { Kind = DeviceKind.Drone }]);

        Assert.Equal(["a", "b", "c OutsideDuty", "d WrongKind"], judged.Select(Shown).Order());
    }

    private static string Shown(SeenAttendance attendance)
    {
        var who = string.Join('+', attendance.Presences.Select(presence => presence.DeviceId));
        var visit = attendance.ReachedUs is null ? "" : " visit";
        return attendance.Counts ? who + visit : $"{who}{visit} {string.Join('+', attendance.Faults)}";
    }

    private static Presence At(string device, long fromS, long toS) =>
        new("p", device, DeviceKind.Bike, Us(fromS), Us(toS));

    private static long Us(long seconds) => seconds * TimeUs.PerSecond;
}
