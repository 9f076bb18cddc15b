using static Telemetry.Core.Tests.Plans.Documents.PlanText;

namespace Telemetry.Core.Tests.Plans.Documents;

public sealed class PropertyFaultTests
{
    public static TheoryData<string, string> Cases => new()
    {
        // What it is and what it is called.
        { "#2 type MISSING_PROPERTY", Document(Zone("a"), Feature("")) },
        { "#1 type WRONG_VALUE_TYPE", Document(Feature("'type':7")) },
        { "a type UNKNOWN_TYPE", Document(Feature("'type':'zoone','id':'a'")) },
        { "#1 id MISSING_PROPERTY", Document(Feature("'type':'zone'", Square)) },
        { "#1 id MISSING_PROPERTY", Document(Feature("'type':'device','kind':'bike'")) },
        { "#1 id BAD_ID", Document(Zone("")) },
        { "#1 id BAD_ID", Document(Zone("a b")) },
        { "#1 id BAD_ID", Document(Zone("-a")) },
        { "#1 id BAD_ID", Document(Zone("外滩")) },
        { "#1 id BAD_ID", Document(Zone("a\\n")) },
        { "#1 id BAD_ID", Document(Zone("\\ud800")) },
        { "#1 id BAD_ID", Document(Zone(new string('a', 65))) },
        { "#1 id BAD_ID", Document(Feature("'type':'zone','id':1.5", Square)) },
        { "a id DUPLICATE_ID", Document(Zone("a"), Zone("b"), Post("a")) },
        { "#2 type DUPLICATE_FEATURE", Document(Feature("'type':'plan'"), Feature("'type':'plan'")) },
        { "a max_intervall_min UNKNOWN_PROPERTY", Document(Zone("a", "'max_intervall_min':20")) },
        { "a radius_m UNKNOWN_PROPERTY", Document(Zone("a", "'radius_m':20")) },

        // Values.
        { "a max_interval_min WRONG_VALUE_TYPE", Document(Zone("a", "'max_interval_min':'20'")) },
        { "a max_interval_min OUT_OF_RANGE", Document(Zone("a", "'max_interval_min':0.5")) },
        { "a max_interval_min OUT_OF_RANGE", Document(Zone("a", "'max_interval_min':-1")) },
        { "a max_interval_min OUT_OF_RANGE", Document(Zone("a", "'max_interval_min':44641")) },
        { "a max_interval_min OUT_OF_RANGE", Document(Zone("a", "'max_interval_min':1e999")) },
        { "a min_dwell_s OUT_OF_RANGE", Document(Zone("a", "'min_dwell_s':86401")) },
        { "a merge_gap_s OUT_OF_RANGE", Document(Zone("a", "'merge_gap_s':-1")) },
        { "a weight OUT_OF_RANGE", Document(Zone("a", "'weight':0")) },
        { "a radius_m OUT_OF_RANGE", Document(Post("a", "'radius_m':0.5")) },
        { "a radius_m OUT_OF_RANGE", Document(Post("a", "'radius_m':5001")) },
        { "a radius_m MISSING_PROPERTY", Document(Post("a", "'radius_m':null")) },
        { "a name WRONG_VALUE_TYPE", Document(Zone("a", "'name':7")) },
        { "a name WRONG_VALUE_TYPE", Document(Zone("a", "'name':'\\ud800'")) },
        { "a name BAD_TEXT", Document(Zone("a", "'name':'a\\u0000b'")) },
        { "a name BAD_TEXT", Document(Zone("a", $"'name':'{new string('x', 201)}'")) },
        { "a eligible WRONG_VALUE_TYPE", Document(Zone("a", "'eligible':true")) },
        { "a eligible UNKNOWN_KIND", Document(Zone("a", "'eligible':'bike,boat'")) },
        { "a duty UNKNOWN_DUTY", Document(Zone("a", "'duty':'night'")) },
        { "a area UNKNOWN_AREA", Document(Zone("a", "'area':'old'")) },
        { "a area BAD_ID", Document(Zone("a", "'area':'old town'")) },

        // An interval that no visit could meet.
        { "a max_interval_min CONTRADICTORY_RULE", Document(Zone("a", "'max_interval_min':10,'min_dwell_s':600")) },
        { "a max_interval_min CONTRADICTORY_RULE", Document(Zone("a", "'max_interval_min':1,'merge_gap_s':60")) },
        {
            "a max_interval_min CONTRADICTORY_RULE",
            Document(Feature("'type':'plan','min_dwell_s':600"), Zone("a", "'max_interval_min':5"))
        },

        // Devices and kinds.
        { "b1 kind MISSING_PROPERTY", Document(Device("b1", "")) },
        { "b1 kind UNKNOWN_KIND", Document(Device("b1", "'kind':'boat'")) },
        { "b1 duty UNKNOWN_DUTY", Document(Device("b1", "'kind':'bike','duty':'x'")) },
        { "#1 silence_after_s OUT_OF_RANGE", Document(Kind("'kind':'bike','silence_after_s':0")) },
        { "#1 top_speed_mps OUT_OF_RANGE", Document(Kind("'kind':'bike','top_speed_mps':1000")) },
        { "#1 accuracy_limit_m OUT_OF_RANGE", Document(Kind("'kind':'bike','accuracy_limit_m':0")) },
        { "#1 reach_m OUT_OF_RANGE", Document(Kind("'kind':'bike','reach_m':0")) },
        { "#1 low_battery_percent OUT_OF_RANGE", Document(Kind("'kind':'bike','low_battery_percent':96")) },
        { "#1 degraded_grace_s OUT_OF_RANGE", Document(Kind("'kind':'bike','degraded_grace_s':-1")) },
        { "#2 kind DUPLICATE_FEATURE", Document(Kind("'kind':'bike'"), Kind("'kind':'bike'")) },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Parse_OneWrongProperty_SaysExactlyThat(string expected, string document) =>
        AssertOnlyFault(expected, document);
}
