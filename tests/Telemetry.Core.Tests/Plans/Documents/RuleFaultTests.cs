using static Telemetry.Core.Tests.Plans.Documents.PlanText;

namespace Telemetry.Core.Tests.Plans.Documents;

public sealed class RuleFaultTests
{
    private const string Nightly = "'duty':'night'";

    public static TheoryData<string, string> Cases => new()
    {
        // Ranges.
        { "a min_visits OUT_OF_RANGE", Document(Night, Zone("a", $"'min_visits':1001,{Nightly}")) },
        { "a min_visits OUT_OF_RANGE", Document(Night, Zone("a", $"'min_visits':2.5,{Nightly}")) },
        { "a min_patrol_min OUT_OF_RANGE", Document(Night, Zone("a", $"'min_patrol_min':1441,{Nightly}")) },
        { "a min_officer_min OUT_OF_RANGE", Document(Night, Zone("a", $"'min_officer_min':-1,{Nightly}")) },
        { "a cover_fraction OUT_OF_RANGE", Document(Zone("a", "'cover_fraction':1.01")) },
        { "a cover_interval_min OUT_OF_RANGE", Document(Zone("a", "'cover_interval_min':0")) },
        { "a cell_m OUT_OF_RANGE", Document(Zone("a", "'cell_m':4")) },
        { "a cell_m OUT_OF_RANGE", Document(Feature("'type':'plan','id':'a','cell_m':101")) },
        { "a min_strength OUT_OF_RANGE", Document(Zone("a", "'min_strength':0.5")) },
        { "a strength_grace_s OUT_OF_RANGE", Document(Area("a", "'strength_grace_s':3601")) },
        { "a slot_every_min OUT_OF_RANGE", Document(Post("a", "'radius_m':20,'slot_every_min':0.5")) },
        { "a slot_length_min OUT_OF_RANGE", Document(Post("a", "'radius_m':20,'slot_length_min':0")) },
        { "a drone_max_height_m OUT_OF_RANGE", Document(Zone("a", "'drone_max_height_m':0.5")) },
        { "a drone_presence UNKNOWN_WORD", Document(Zone("a", "'drone_presence':'radar'")) },
        { "a drone_presence WRONG_VALUE_TYPE", Document(Zone("a", "'drone_presence':1")) },
        { "a weight OUT_OF_RANGE", Document(Area("a", "'weight':0")) },

        // What nobody could meet.
        {
            "a min_visits CONTRADICTORY_RULE",
            Document(Night, Zone("a", $"'min_visits':9,'min_dwell_s':3600,'merge_gap_s':0,{Nightly}"))
        },
        {
            "a min_visits CONTRADICTORY_RULE",
            Document(Night, Zone("a", $"'min_visits':10,'merge_gap_s':3600,{Nightly}"))
        },
        { "a min_patrol_min CONTRADICTORY_RULE", Document(Night, Zone("a", $"'min_patrol_min':481,{Nightly}")) },
        {
            "a slot_length_min CONTRADICTORY_RULE",
            Document(Night, Zone("a", $"'slot_every_min':30,'slot_length_min':31,{Nightly}"))
        },
        {
            "a slot_length_min CONTRADICTORY_RULE",
            Document(Night, Zone("a", $"'slot_every_min':5,'min_dwell_s':301,{Nightly}"))
        },
        { "a slot_length_min CONTRADICTORY_RULE", Document(Night, Zone("a", $"'slot_every_min':481,{Nightly}")) },
        {
            "a slot_length_min CONTRADICTORY_RULE",
            Document(
                Night, Feature($"'type':'plan','slot_every_min':60,'slot_length_min':15,{Nightly}"),
                Zone("a", "'slot_every_min':10"))
        },

        // What a rule needs.
        { "a cover_interval_min MISSING_PROPERTY", Document(Zone("a", "'cover_fraction':0.5,'cell_m':100", Yard)) },
        {
            "a cover_interval_min MISSING_PROPERTY",
            Document(
                Feature("'type':'plan','max_interval_min':30"),
                Zone("a", "'cover_fraction':0.5,'max_interval_min':0", Yard))
        },
        { "a duty NO_DUTY_WINDOWS", Document(Zone("a", "'min_visits':2")) },
        { "a duty NO_DUTY_WINDOWS", Document(Zone("a", "'min_patrol_min':2,'slot_every_min':60")) },
        {
            "a duty NO_DUTY_WINDOWS",
            Document(Night, Feature($"'type':'plan','slot_every_min':60,{Nightly}"), Zone("a", "'duty':'always'"))
        },
        { "a duty UNKNOWN_DUTY", Document(Zone("a", "'min_visits':2,'duty':'nihgt'")) },
        { "a cell_m TOO_MANY_CELLS", Document(Zone("a", "'cover_fraction':0.5,'cover_interval_min':60")) },
        {
            "a cell_m TOO_MANY_CELLS",
            Document(Post("a", "'radius_m':5000,'cover_fraction':0.5,'cover_interval_min':60,'cell_m':10"))
        },
        {
            // A strip askew: some 25,000 cells, but the lattice over its box is huge.
            "a cell_m TOO_MANY_CELLS",
            Document(Zone(
                "a", "'cover_fraction':0.5,'cover_interval_min':60,'cell_m':5",
                Ring("1,1", "1.5,1.5", "1.5,1.5001", "1,1.0001", "1,1")))
        },

        // Areas as one place.
        { "a applies_to UNKNOWN_WORD", Document(Area("a", "'applies_to':'zones'")) },
        { "a applies_to AREA_WITHOUT_ZONES", Document(Area("a", "'applies_to':'area','max_interval_min':30")) },
        {
            "a applies_to AREA_WITHOUT_ZONES",
            Document(Area("a", "'applies_to':'area','max_interval_min':30"), Post("p", "'radius_m':20,'area':'a'"))
        },
        {
            "z geometry ZERO_AREA",
            Document(
                Area("a", "'applies_to':'area','max_interval_min':30"),
                Zone("z", "'area':'a'", Ring("1,1", "1.1,1", "1.1,1", "1,1")))
        },
        {
            "a applies_to TOO_WIDE",
            Document(
                Area("a", "'applies_to':'area','max_interval_min':30"), Zone("y", "'area':'a'"),
                Zone("z", "'area':'a'", Yard.Replace("121.4", "124.4")))
        },
        {
            "a applies_to CROSSES_ANTIMERIDIAN",
            Document(
                Area("a", "'applies_to':'area','max_interval_min':30"),
                Zone("y", "'area':'a'", Yard.Replace("121.4", "179.9")),
                Zone("z", "'area':'a'", Yard.Replace("121.4", "-179.9")))
        },
        {
            "a duty NO_DUTY_WINDOWS",
            Document(Area("a", "'applies_to':'area','min_visits':3"), Zone("z", "'area':'a'"))
        },
        {
            "a cell_m TOO_MANY_CELLS",
            Document(
                Area("a", "'applies_to':'area','cover_fraction':0.5,'cover_interval_min':30"), Zone("z", "'area':'a'"))
        },

        // Fences.
        { "#1 id MISSING_PROPERTY", Document(Feature("'type':'fence','fence':'keep_in'", Square)) },
        { "f id DUPLICATE_ID", Document(Fence("f", "'fence':'keep_in'"), Fence("f", "'fence':'keep_in'")) },
        { "f fence MISSING_PROPERTY", Document(Fence("f", "'kinds':'drone'")) },
        { "f fence UNKNOWN_WORD", Document(Fence("f", "'fence':'keepout'")) },
        { "f geometry WRONG_GEOMETRY", Document(Fence("f", "'fence':'keep_out'", "null")) },
        { "f ceiling_m MISSING_PROPERTY", Document(Fence("f", "'fence':'ceiling'")) },
        { "f ceiling_m OUT_OF_RANGE", Document(Fence("f", "'fence':'ceiling','ceiling_m':0")) },
        { "f ceiling_m CONTRADICTORY_RULE", Document(Fence("f", "'fence':'keep_out','ceiling_m':50")) },
        { "f kinds UNKNOWN_KIND", Document(Fence("f", "'fence':'keep_out','kinds':'kite'")) },
        { "f unit UNKNOWN_UNIT", Document(Fence("f", "'fence':'keep_in','unit':'air'")) },
        { "f duty UNKNOWN_DUTY", Document(Fence("f", "'fence':'keep_in','duty':'day'")) },
        { "f weight OUT_OF_RANGE", Document(Fence("f", "'fence':'keep_in','weight':-1")) },
        { "f eligible UNKNOWN_PROPERTY", Document(Fence("f", "'fence':'keep_in','eligible':'bike'")) },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Parse_OneWrongRule_SaysExactlyThat(string expected, string document) =>
        AssertOnlyFault(expected, document);
}
