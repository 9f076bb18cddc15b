using static Telemetry.Core.Tests.Plans.Documents.PlanText;

namespace Telemetry.Core.Tests.Plans.Documents;

public sealed class DutyFaultTests
{
    private const string Night = "'id':'night'";
    private const string Hours = "'start':'20:00','end':'04:00'";
    private const string Shanghai = "'time_zone':'Asia/Shanghai'";

    public static TheoryData<string, string> Cases => new()
    {
        { "night time_zone MISSING_PROPERTY", Document(Duty($"{Night},{Hours}")) },
        { "night time_zone BAD_TIME_ZONE", Document(Duty($"{Night},{Hours},'time_zone':'Asia/Atlantis'")) },
        { "night time_zone BAD_TIME_ZONE", Document(Duty($"{Night},{Hours},'time_zone':'../../etc/passwd'")) },
        { "night time_zone BAD_TIME_ZONE", Document(Duty($"{Night},{Hours},'time_zone':''")) },
        { "night time_zone BAD_TIME_ZONE", Document(Duty($"{Night},{Hours},'time_zone':'localtime'")) },
        { "night time_zone BAD_TIME_ZONE", Document(Duty($"{Night},{Hours},'time_zone':'right/Asia/Shanghai'")) },
        { "#1 schedule MISSING_PROPERTY", Document(Duty($"{Hours},{Shanghai}")) },
        { "always schedule BAD_ID", Document(Duty($"'id':'always',{Hours},{Shanghai}")) },
        { "night start BAD_TIME", Document(Duty($"{Night},{Shanghai},'start':'25:00','end':'04:00'")) },
        { "night start BAD_TIME", Document(Duty($"{Night},{Shanghai},'start':'24:00','end':'04:00'")) },
        { "night start BAD_TIME", Document(Duty($"{Night},{Shanghai},'start':'8pm','end':'04:00'")) },
        { "night end BAD_TIME", Document(Duty($"{Night},{Shanghai},'start':'20:00','end':'4:00'")) },
        { "night end EMPTY_WINDOW", Document(Duty($"{Night},{Shanghai},'start':'20:00','end':'20:00'")) },
        { "night days BAD_DAYS", Document(Duty($"{Night},{Shanghai},{Hours},'days':'mon-funday'")) },
        { "night days BAD_DAYS", Document(Duty($"{Night},{Shanghai},{Hours},'days':'mon-tue-wed'")) },
        { "night dates BAD_DATES", Document(Duty($"{Night},{Shanghai},{Hours},'dates':'2026-13-01'")) },
        { "night dates BAD_DATES", Document(Duty($"{Night},{Shanghai},{Hours},'dates':'01.10.2026'")) },
        { "night dates BAD_DATES", Document(Duty($"{Night},{Shanghai},{Hours},'dates':'2026-10-07..2026-10-01'")) },
        { "night dates BAD_DATES", Document(Duty($"{Night},{Shanghai},{Hours},'dates':'2026-10-01..'")) },
        {
            "night dates BAD_DATES",
            Document(Duty($"{Night},{Shanghai},{Hours},'dates':'2026-10-01..2026-10-02..2026-10-03'"))
        },
        { "night dates BAD_DATES", Document(Duty($"{Night},{Shanghai},{Hours},'dates':'1899-12-31'")) },
        { "night except_dates BAD_DATES", Document(Duty($"{Night},{Shanghai},{Hours},'except_dates':'newyear'")) },
        {
            "night except_dates BAD_DATES",
            Document(Duty($"{Night},{Shanghai},{Hours},'except_dates':'{string.Join(',', Dates(367))}'"))
        },
        { "night dates WRONG_VALUE_TYPE", Document(Duty($"{Night},{Shanghai},{Hours},'dates':20261001")) },
        {
            // A Thursday.
            "night dates EMPTY_WINDOW",
            Document(Duty($"{Night},{Shanghai},{Hours},'dates':'2026-10-01','days':'mon-wed'"))
        },
        {
            "night dates EMPTY_WINDOW",
            Document(Duty($"{Night},{Shanghai},{Hours},'dates':'2026-10-01','except_dates':'2026-09-01..2026-10-31'"))
        },
        { "night id DUPLICATE_ID", Document(Duty($"{Night},{Shanghai},{Hours}"), Duty($"{Night},{Shanghai},{Hours}")) },
        {
            "n2 time_zone TIME_ZONES_DIFFER",
            Document(
                Duty($"'id':'n1','schedule':'n',{Hours},{Shanghai}"),
                Duty($"'id':'n2','schedule':'n',{Hours},'time_zone':'Asia/Tokyo'"))
        },

        // Who refers to a faulty schedule is not blamed for it.
        {
            "night end EMPTY_WINDOW",
            Document(
                Zone("a", "'duty':'night','min_visits':2,'slot_every_min':60"),
                Duty($"{Night},{Shanghai},'start':'20:00','end':'20:00'"))
        },
        {
            "night end EMPTY_WINDOW",
            Document(Zone("a", "'duty':'night'"), Duty($"{Night},{Shanghai},'start':'20:00','end':'20:00'"))
        },
    };

    private static IEnumerable<string> Dates(int count) =>
        Enumerable.Range(0, count).Select(day => $"{new DateOnly(2026, 1, 1).AddDays(day):yyyy-MM-dd}");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Parse_OneWrongWindow_SaysExactlyThat(string expected, string document) =>
        AssertOnlyFault(expected, document);
}
