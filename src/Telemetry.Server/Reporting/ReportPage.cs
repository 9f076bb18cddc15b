using Patrol.Telemetry.V1;
using Telemetry.Core;
using Telemetry.Server.Contract;
using Telemetry.Storage;
using Gap = Telemetry.Core.Gaps.Gap;

namespace Telemetry.Server.Reporting;

/// <summary>One page to print or save: no scripts, nothing fetched from anywhere.</summary>
internal sealed class ReportPage
{
    private readonly Html _html = new();
    private readonly ReportQuestion _question;
    private readonly ReportFacts _facts;
    private readonly ReportWords _words;
    private readonly TimeRange _span;

    private ReportPage(ReportQuestion question, ReportFacts facts)
    {
        (_question, _facts, _words) = (question, facts, question.Words);
        _span = Times.ToRange(facts.Coverage.Interval, "interval");
    }

    public static string Make(ReportQuestion question, ReportFacts facts, long nowUs)
    {
        var page = new ReportPage(question, facts);
        page.Head(nowUs);
        page.Figures();
        page.Gaps();
        page.Areas();
        page.Histogram();
        page.Timeline();
        page.Silences();
        page.Places();
        page._html.Add($"</main></body></html>\n");
        return page._html.ToString();
    }

    private void Head(long nowUs)
    {
        var (exercise, plan) = (_question.Exercise, _question.Exercise.Plan);
        var area = _question.Area is { } one
            ? _facts.Names.Of(ResourceNames.Area(one.Id), one.Name)
            : _words["All areas"];
        var title = $"{_words["Shift report"]}: {area}, {Time(_span.StartUs)} – {Time(_span.EndUs)}";
        _html.Add(
            $"""
            <!doctype html>
            <html lang="{_words.Code}"><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{title}</title>
            <style>
            """);
        ReportStyle.Add(_html);
        _html.Add($"</style></head><body><main>");
        if (!exercise.IsLive)
            _html.Add($"""<p class="drill">{_words["DRILL: not live duty"]}</p>""");
        _html.Add($"""<header><h1>{_words["Shift report"]} <small>{area}</small></h1>""");
        _html.Add($"""<p class="window">{Time(_span.StartUs)} – {Time(_span.EndUs)}</p><p class="facts">""");
        _html.Add($"{_words["Exercise"]}: {exercise.Id} · {_words["Plan"]}: {plan.Plan.Name} ({plan.Version}) · ");
        _html.Add($"{_words["Time zone"]}: {_question.Zone.Id} · {_words["Made at"]}: {Time(nowUs)}");
        if (_span.EndUs < _question.Span.EndUs)
            _html.Add($" · {_words["Data is complete up to"]} {Time(_span.EndUs)}");
        _html.Add($"</p></header>");
    }

    private void Figures()
    {
        var total = _facts.Coverage.Total;
        var confirmed = _facts.Kinds.Values.Sum(kind => kind.Confirmed);
        var unverified = _facts.Kinds.Values.Sum(kind => kind.Unverified);
        _html.Add($"""<ul class="figures">""");
        Figure(_words["Gaps"], $"{confirmed + unverified}",
            $"{_words["of them confirmed"]} {confirmed}, {_words["unverified"]} {unverified}");
        Figure(_words["Visits"], $"{total.VisitCount}", $"{_words["Places"]} {total.PlaceCount}");
        Figure(_words["Time overdue"], total.HasOverdueFraction ? Percent(total.OverdueFraction) : "–", "");
        var doses = total.DoseShiftCount > 0 ? $"{total.DoseMetCount}/{total.DoseShiftCount}" : "–";
        Figure(_words["Doses met"], doses, "");
        Figure(_words["Worst idleness"], Length(total.Idleness.WorstSeconds), "");
        Figure(_words["Silences"], $"{_facts.SilenceCount}", "");
        _html.Add($"</ul>");
    }

    private void Figure(string name, string value, string more)
    {
        _html.Add($"<li><span>{name}</span><b>{value}</b>");
        if (more.Length > 0)
            _html.Add($"<small>{more}</small>");
        _html.Add($"</li>");
    }

    private void Gaps()
    {
        var count = _facts.Kinds.Values.Sum(kind => kind.Confirmed + kind.Unverified);
        Section("Gaps");
        if (_question.Area is not null)
            Note(_words["Gaps of devices belong to no area and are left out here."]);
        if (count == 0)
        {
            Note(_words["None."]);
            _html.Add($"</section>");
            return;
        }

        Header("Kind", "Count", "Confirmed", "Unverified", "Time within the window");
        foreach (var (kind, tally) in _facts.Kinds.OrderBy(pair => pair.Key))
        {
            _html.Add($"<tr><td>{_words.Of(kind)}</td><td>{tally.Confirmed + tally.Unverified}</td>");
            _html.Add($"<td>{tally.Confirmed}</td><td>{tally.Unverified}</td>");
            var within = tally.Within > TimeSpan.Zero ? _words.Length(tally.Within) : "–";
            _html.Add($"<td>{within}</td></tr>");
        }

        _html.Add($"</tbody></table>");
        if (count > _facts.Gaps.Count)
            Note(_words.Format("The longest {0} of {1} are listed.", _facts.Gaps.Count, count));
        Note(_words["Unverified: a silent device could have been there; its name stands beside."]);
        Header("Kind", "Where", "From", "To", "Duration", "Certainty", "Seen by");
        foreach (var row in _facts.Gaps)
            GapLine(row, row.Revision.Gap, row.Revision.Gap.OpenUs, _words.Of(row.Revision.Gap.Kind));
        _html.Add($"</tbody></table></section>");
    }

    private void GapLine(GapRow row, Gap gap, long fromUs, string first)
    {
        var message = _question.Exercise.ToMessage(row);
        var name = message.SubjectDisplayName.Length > 0 ? message.SubjectDisplayName : gap.SubjectId;
        var where = _facts.Names.Of(message.Subject, name);
        var isOver = gap.EndUs <= _span.EndUs;
        var end = gap.Kind is Core.Gaps.GapKind.Underdosed or Core.Gaps.GapKind.MissedSlot ? _words["at its end"]
            : gap.EndUs == long.MaxValue ? _words["still open"]
            : Time(gap.EndUs);
        _html.Add($"<tr><td>{first}</td><td>{where}</td><td>{Time(fromUs)}</td><td>{end}</td>");
        var endUs = isOver ? gap.EndUs : _span.EndUs;
        var length = endUs <= fromUs ? "–" : _words.Length(TimeUs.ToSpan(endUs, fromUs));
        _html.Add($"<td>{(isOver ? "" : "≥ ")}{length}</td>");
        if (gap.Certainty == Core.Gaps.Certainty.Confirmed)
            _html.Add($"""<td><i class="dot sure"></i>{_words["Confirmed"]}</td>""");
        else
            _html.Add($"""<td><i class="dot"></i>{_words["Unverified"]} <small>{Names(gap)}</small></td>""");
        _html.Add($"<td>{row.Acknowledgement?.By}</td></tr>");
    }

    private static string Names(Gap gap) => string.Join(", ", gap.UnverifiedBy);

    private void Areas()
    {
        Section("Coverage by area");
        Header("Area", "Places", "Visits", "Patrol time", "Officer time", "Mean idleness", "Worst idleness",
            "Time overdue", "Doses met");
        foreach (var area in _facts.Coverage.Areas)
            CoverageLine(NameOf(area), area);
        CoverageLine(_words["Whole plan"], _facts.Coverage.Total, "sum");
        _html.Add($"</tbody></table></section>");
    }

    private void CoverageLine(string name, Coverage told, string style = "")
    {
        _html.Add($"""<tr class="{style}"><td>{name}</td><td>{told.PlaceCount}</td><td>{told.VisitCount}</td>""");
        _html.Add($"<td>{Length(told.PatrolTime)}</td><td>{Length(told.OfficerTime)}</td>");
        _html.Add($"<td>{Length(told.Idleness.MeanSeconds)}</td><td>{Length(told.Idleness.WorstSeconds)}</td>");
        Shares(told);
        _html.Add($"</tr>");
    }

    private void Shares(Coverage told)
    {
        _html.Add($"<td>");
        if (told.HasOverdueFraction)
        {
            ReportCharts.Share(_html, told.OverdueFraction, isBad: true);
            _html.Add($" {Percent(told.OverdueFraction)}");
        }

        _html.Add($"</td><td>");
        if (told.DoseShiftCount > 0)
        {
            ReportCharts.Share(_html, told.DoseMetCount / (double)told.DoseShiftCount, isBad: false);
            _html.Add($" {told.DoseMetCount}/{told.DoseShiftCount}");
        }

        _html.Add($"</td>");
    }

    private void Histogram()
    {
        Section("Idleness between visits");
        Note($"{_words["Intervals"]}: {_facts.Intervals.Count}. " + _words[
            "Both ends count: idleness is taken to be 0 at the start, and the last interval runs to the end."]);
        ReportCharts.Histogram(_html, _facts, _words);
        _html.Add($"</section>");
    }

    private void Timeline()
    {
        Section("Timeline by unit");
        if (_facts.DeviceCount > _facts.Timeline.Count)
            Note(_words.Format("{0} of {1} are drawn.", _facts.Timeline.Count, _facts.DeviceCount));
        if (_facts.Timeline.Count == 0)
        {
            Note(_words["None."]);
        }
        else
        {
            _html.Add($"""<p class="note"><i class="key present"></i>{_words["at a place of this report"]}""");
            _html.Add($""" &nbsp; <i class="key silent"></i>{_words["silent"]}</p>""");
            ReportCharts.Timeline(_html, _facts, _question);
        }

        _html.Add($"</section>");
    }

    private void Silences()
    {
        Section("Silences");
        Note(_words["Silences are those of devices on the roster on duty, wherever they were."]);
        if (_facts.SilenceCount > _facts.Silences.Count)
            Note(_words.Format("The longest {0} of {1} are listed.", _facts.Silences.Count, _facts.SilenceCount));
        if (_facts.Silences.Count == 0)
        {
            Note(_words["None."]);
            _html.Add($"</section>");
            return;
        }

        Header("Device", "From", "To", "Duration");
        foreach (var gap in _facts.Silences.Select(row => row.Revision.Gap))
        {
            var end = gap.EndUs == long.MaxValue ? _words["still open"] : Time(gap.EndUs);
            var length = TimeUs.ToSpan(Math.Min(gap.EndUs, _span.EndUs), gap.IdleFromUs);
            _html.Add($"<tr><td>{gap.SubjectId}</td><td>{Time(gap.IdleFromUs)}</td><td>{end}</td>");
            _html.Add($"<td>{(gap.EndUs > _span.EndUs ? "≥ " : "")}{_words.Length(length)}</td></tr>");
        }

        _html.Add($"</tbody></table></section>");
    }

    private void Places()
    {
        var all = _facts.Coverage.Places;
        var listed = all.OrderByDescending(place => place.OverdueFraction).ThenBy(place => place.PatrolTime.Seconds)
            .Take(ReportLimits.Places).ToList();
        Section("Dose by place");
        if (all.Count > listed.Count)
            Note(_words.Format("The most overdue {0} of {1} are listed.", listed.Count, all.Count));
        Header("Place", "Visits", "Patrol time", "Officer time", "Mean idleness", "Worst idleness", "Time overdue",
            "Doses met", "Last visit");
        foreach (var told in listed)
        {
            _html.Add($"<tr><td>{NameOf(told)}</td><td>{told.VisitCount}</td>");
            _html.Add($"<td>{Length(told.PatrolTime)}</td><td>{Length(told.OfficerTime)}</td>");
            _html.Add($"<td>{Length(told.Idleness.MeanSeconds)}</td><td>{Length(told.Idleness.WorstSeconds)}</td>");
            Shares(told);
            var lastUs = Times.ToUsOrNull(told.LastVisitTime, "time");
            _html.Add($"<td>{(lastUs is { } us ? Time(us) : "–")}</td></tr>");
        }

        _html.Add($"</tbody></table></section>");
    }

    private string NameOf(Coverage told) => _facts.Names.Of(told.Subject, told.DisplayName);

    private void Section(string title) => _html.Add($"<section><h2>{_words[title]}</h2>");

    private void Note(string text) => _html.Add($"""<p class="note">{text}</p>""");

    private void Header(params ReadOnlySpan<string> columns)
    {
        _html.Add($"<table><thead><tr>");
        foreach (var column in columns)
            _html.Add($"<th>{_words[column]}</th>");
        _html.Add($"</tr></thead><tbody>");
    }

    private string Time(long us) => _question.Local(us).ToString("yyyy-MM-dd HH:mm");

    private string Length(double seconds) => _words.Length(TimeSpan.FromSeconds(seconds));

    private string Length(Google.Protobuf.WellKnownTypes.Duration? duration) =>
        _words.Length(duration?.ToTimeSpan() ?? TimeSpan.Zero);

    private static string Percent(double share) =>
        share.ToString("0.0 %", System.Globalization.CultureInfo.InvariantCulture);
}
