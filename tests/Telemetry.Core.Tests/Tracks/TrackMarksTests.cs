using CsCheck;
using Telemetry.Core.Plans;
using Telemetry.Core.Tests.Gaps;
using Telemetry.Core.Tests.Gaps.Oracle;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Tests.Tracks;

public sealed class TrackMarksTests
{
    [Fact]
    public void Add_AnyTrack_MarksWhatThePlainFilterDoesNotUse() =>
        Gen.Select(World.Plans, World.Tracks, Gen.Int[0, 1_000_000]).Sample(
            (plan, tracks, seed) =>
            {
                var random = new Random(seed);
                var settings = SettingsHistory.Empty.With(new PlanVersion(1, World.At(0), plan));
                foreach (var (id, track) in tracks)
                {
                    var reports = track.ConvertAll(report => report with { TooLate = random.Next(20) == 0 });
                    var marks = new TrackMarks(settings.After, World.KindOf(id));
                    var marked = reports.SelectMany(report => marks.Add(report).ToList()).ToList();
                    marked.AddRange(marks.End());

                    var fixes = reports.Where(report => !report.TooLate)
                        .Select(report => Fix.Of(report, World.KindOf(id))).ToList();
                    Assert.Equal(reports, marked.Select(mark => mark.Report));
                    Assert.Equal(
                        OracleFilter.Used(fixes, fix => settings.After(fix)).Select(fix => fix.TimeUs),
                        marked.Where(mark => mark.Unused is null).Select(mark => mark.Report.FixTimeUs));
                    Assert.Equal(
                        OracleFilter.Waiting(fixes, fix => settings.After(fix))?.TimeUs,
                        marked.SingleOrDefault(mark => mark.Unused == UnusedReason.Unconfirmed).Report.FixTimeUs
                            is > 0 and var us ? us : null);
                    Assert.All(marked, mark => Assert.Equal(mark.Report.TooLate, mark.Unused == UnusedReason.Late));
                }
            },
            iter: 500, threads: 2, print: _ => "see the seed");

    [Fact]
    public void Add_NothingGoodAfterAJump_HoldsNoMoreThanTheLimit()
    {
        var marks = new TrackMarks(SettingsHistory.Empty.After, DeviceKind.Bike);
        var given = 0;
        for (var second = 0; second < 3 * TrackMarks.MostHeld; second++)
        {
            given += marks.Add(new Report
            {
                FixTimeUs = second * TimeUs.PerSecond,
                Position = new(second == 1 ? 1 : 0, 0),
                AccuracyM = second > 1 ? 500 : 5,
            }).Count;
        }

        given += marks.End().Count;
        Assert.Equal(3 * TrackMarks.MostHeld, given);
    }
}
