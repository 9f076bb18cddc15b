using Telemetry.Core;

namespace Telemetry.Server.Reporting;

/// <summary>The pictures of a report, as SVG within the page.</summary>
internal static class ReportCharts
{
    private const int Width = 960;
    private const int LabelWidth = 190;
    private const int RowHeight = 18;

    // Upper ends in minutes; the last bin has none.
    private static readonly int[] BinMinutes = [5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240];

    public static void Histogram(Html html, ReportFacts facts, ReportWords words)
    {
        const int Height = 200, Bottom = 40, Top = 18, Gap = 6;
        var counts = new int[BinMinutes.Length + 1];
        foreach (var seconds in facts.Intervals)
        {
            var bin = Array.FindIndex(BinMinutes, minutes => seconds < minutes * 60);
            counts[bin < 0 ? BinMinutes.Length : bin]++;
        }

        var most = Math.Max(1, counts.Max());
        var step = Width / (double)counts.Length;
        var title = words["Idleness between visits"];
        html.Add($"""<svg viewBox="0 0 {Width} {Height}" role="img" aria-label="{title}">""");
        html.Add($"""<line class="axis" x1="0" x2="{Width}" y1="{Height - Bottom}" y2="{Height - Bottom}"/>""");
        for (var bin = 0; bin < counts.Length; bin++)
        {
            var height = (Height - Bottom - Top) * counts[bin] / (double)most;
            var (x, y, middle) = ((step * bin) + (Gap / 2.0), Height - Bottom - height, (step * bin) + (step / 2));
            html.Add($"""<rect class="bar" x="{x}" y="{y}" width="{step - Gap}" height="{height}" rx="2"/>""");
            if (counts[bin] > 0)
                html.Add($"""<text class="value" x="{middle}" y="{y - 5}">{counts[bin]}</text>""");
            html.Add($"""<text class="tick" x="{middle}" y="{Height - Bottom + 16}">{BinName(bin)}</text>""");
        }

        var unit = words.Code == "zh" ? "分钟" : "minutes";
        html.Add($"""<text class="tick" x="{Width / 2}" y="{Height - 5}">{unit}</text></svg>""");
    }

    public static void Timeline(Html html, ReportFacts facts, ReportQuestion question)
    {
        const int Top = 26;
        var words = question.Words;
        var span = Contract.Times.ToRange(facts.Coverage.Interval, "interval");
        var lines = facts.Timeline.Count + facts.Timeline.Select(row => row.Unit).Distinct().Count();
        var height = Top + (lines * RowHeight) + 4;
        html.Add($"""<svg viewBox="0 0 {Width} {height}" role="img" aria-label="{words["Timeline by unit"]}">""");
        foreach (var us in TicksOf(question, span))
        {
            var x = LabelWidth + ((Width - LabelWidth) * ((us - span.StartUs) / (double)(span.EndUs - span.StartUs)));
            html.Add($"""<line class="grid" x1="{x}" x2="{x}" y1="{Top - 6}" y2="{height}"/>""");
            html.Add($"""<text class="tick" x="{x}" y="14">{TickName(question, us, span)}</text>""");
        }

        var (y, unit) = (Top, (string?)null);
        foreach (var row in facts.Timeline)
        {
            if (row.Unit != unit)
            {
                unit = row.Unit;
                var name = unit.Length > 0 ? unit : words["no unit"];
                html.Add($"""<text class="unit" x="0" y="{y + 13}">{name}</text>""");
                y += RowHeight;
            }

            html.Add($"""<text class="name" x="8" y="{y + 13}">{Short(row.Device)}</text>""");
            html.Add(
                $"""<rect class="lane" x="{LabelWidth}" y="{y + 3}" width="{Width - LabelWidth}" height="12"/>""");
            Bars(html, "silent", row.Silent, y + 3);
            Bars(html, "present", row.Present, y + 3);
            y += RowHeight;
        }

        html.Add($"</svg>");
    }

    /// <summary>A share from 0 to 1 beside its figure.</summary>
    public static void Share(Html html, double share, bool isBad)
    {
        var width = Math.Clamp(share, 0, 1) * 60;
        var name = isBad ? "bad" : "good";
        html.Add($"""<svg class="share" viewBox="0 0 60 8" aria-hidden="true"><rect class="lane" width="60" """);
        html.Add($"""height="8"/><rect class="{name}" width="{width}" height="8"/></svg>""");
    }

    private static void Bars(Html html, string name, bool[] slots, int y)
    {
        var slot = (Width - LabelWidth) / (double)slots.Length;
        for (var first = 0; first < slots.Length; first++)
        {
            if (!slots[first])
                continue;
            var end = first;
            while (end < slots.Length && slots[end])
                end++;
            var (x, width) = (LabelWidth + (first * slot), (end - first) * slot);
            html.Add($"""<rect class="{name}" x="{x}" y="{y}" width="{width}" height="12"/>""");
            first = end;
        }
    }

    /// <summary>Whole hours of local time, or days, so that about a dozen are shown.</summary>
    private static IEnumerable<long> TicksOf(ReportQuestion question, TimeRange span)
    {
        int[] hours = [1, 2, 3, 6, 12, 24, 48, 96];
        var step = hours.FirstOrDefault(hour => span.Length.TotalHours / hour <= 12, 96);
        var first = question.Local(span.StartUs);
        var at = new DateTimeOffset(first.Date, first.Offset);
        for (; TimeUs.From(at) < span.EndUs; at = at.AddHours(step))
        {
            if (TimeUs.From(at) >= span.StartUs)
                yield return TimeUs.From(at);
        }
    }

    private static string TickName(ReportQuestion question, long us, TimeRange span) =>
        question.Local(us).ToString(span.Length > TimeSpan.FromHours(48) ? "MM-dd HH:mm" : "HH:mm");

    private static string BinName(int bin) => bin == 0 ? $"0–{BinMinutes[0]}"
        : bin == BinMinutes.Length ? $"{BinMinutes[^1]}+"
        : $"{BinMinutes[bin - 1]}–{BinMinutes[bin]}";

    private static string Short(string name) => name.Length <= 26 ? name : $"{name[..25]}…";
}
