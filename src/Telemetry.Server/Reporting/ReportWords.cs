using Telemetry.Core.Gaps;

namespace Telemetry.Server.Reporting;

/// <summary>The page's words in one language.</summary>
internal sealed class ReportWords
{
    public static readonly ReportWords English = new("en", 0);
    public static readonly ReportWords Chinese = new("zh", 1);

    private static readonly Dictionary<GapKind, string[]> Kinds = new()
    {
        [GapKind.Overdue] = ["Overdue", "逾期未巡"],
        [GapKind.Silent] = ["Silent", "失联"],
        [GapKind.Underdosed] = ["Underdosed", "巡逻不足"],
        [GapKind.Uncovered] = ["Uncovered", "覆盖不足"],
        [GapKind.Understrength] = ["Understrength", "警力不足"],
        [GapKind.MissedSlot] = ["Missed slot", "漏签到"],
        [GapKind.Degraded] = ["Degraded fixes", "定位劣化"],
        [GapKind.Breach] = ["Breach", "越界"],
        [GapKind.LowBattery] = ["Low battery", "低电量"],
    };

    private static readonly Dictionary<string, string> InChinese = new()
    {
        ["Shift report"] = "勤务报告",
        ["DRILL: not live duty"] = "演练：非实战数据",
        ["All areas"] = "全部区域",
        ["Area"] = "区域",
        ["Exercise"] = "演训",
        ["Plan"] = "预案",
        ["Time zone"] = "时区",
        ["Made at"] = "生成时间",
        ["Gaps"] = "巡逻缺口",
        ["of them confirmed"] = "其中已确认",
        ["unverified"] = "待核实",
        ["Visits"] = "巡访次数",
        ["Doses met"] = "达标班次",
        ["Time overdue"] = "逾期时间占比",
        ["Silences"] = "失联",
        ["Kind"] = "类型",
        ["Where"] = "地点",
        ["From"] = "开始",
        ["To"] = "结束",
        ["Duration"] = "时长",
        ["Certainty"] = "确定性",
        ["Confirmed"] = "已确认",
        ["Unverified"] = "待核实",
        ["Seen by"] = "确认人",
        ["still open"] = "未关闭",
        ["at its end"] = "期末判定",
        ["Gaps by kind"] = "按类型统计",
        ["Count"] = "数量",
        ["Time within the window"] = "窗口内时长",
        ["Coverage by area"] = "各区域覆盖",
        ["Places"] = "地点数",
        ["Patrol time"] = "巡逻时间",
        ["Officer time"] = "警力时间",
        ["Mean idleness"] = "平均空闲",
        ["Worst idleness"] = "最长空闲",
        ["Whole plan"] = "合计",
        ["Idleness between visits"] = "巡访间隔分布",
        ["Intervals"] = "间隔数",
        ["Dose by place"] = "各地点巡逻量",
        ["Place"] = "地点",
        ["Last visit"] = "最近巡访",
        ["Timeline by unit"] = "各单位时间线",
        ["at a place of this report"] = "在本报告地点",
        ["silent"] = "失联",
        ["no unit"] = "未编组",
        ["Unit"] = "单位",
        ["Device"] = "设备",
        ["None."] = "无。",
        ["The longest {0} of {1} are listed."] = "仅列最长的 {0} 条，共 {1} 条。",
        ["The most overdue {0} of {1} are listed."] = "仅列逾期最多的 {0} 个，共 {1} 个。",
        ["{0} of {1} are drawn."] = "仅画 {0} 个，共 {1} 个。",
        ["Both ends count: idleness is taken to be 0 at the start, and the last interval runs to the end."] =
            "首末间隔计入：开始时空闲按 0 计，最后一个间隔算到结束。",
        ["Silences are those of devices on the roster on duty, wherever they were."] =
            "失联仅指在勤在编设备，不限区域。",
        ["Gaps of devices belong to no area and are left out here."] = "设备类缺口不属于任何区域，此处不列。",
        ["Unverified: a silent device could have been there; its name stands beside."] =
            "待核实：失联设备可能在场，名称列于其后。",
        ["Data is complete up to"] = "数据完整至",
    };

    private readonly int _index;

    private ReportWords(string code, int index) => (Code, _index) = (code, index);

    public string Code { get; }

    public string this[string english] => _index == 0 ? english : InChinese[english];

    public string Of(GapKind kind) => Kinds[kind][_index];

    public string Format(string english, int first, int second) => string.Format(
        System.Globalization.CultureInfo.InvariantCulture, this[english], first, second);

    /// <summary>Hours and minutes; seconds below a minute.</summary>
    public string Length(TimeSpan length)
    {
        var (hour, minute, second) = _index == 0 ? (" h ", " min", " s") : ("小时", "分", "秒");
        if (length < TimeSpan.FromMinutes(1))
            return $"{(int)length.TotalSeconds}{second}";
        var hours = (int)length.TotalHours;
        return hours == 0 ? $"{length.Minutes}{minute}" : $"{hours}{hour}{length.Minutes:00}{minute}";
    }
}
