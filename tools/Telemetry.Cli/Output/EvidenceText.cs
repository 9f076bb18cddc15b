using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Patrol.Telemetry.V1;
using Spectre.Console;

namespace Telemetry.Cli.Output;

/// <summary>Evidence of a gap as a page to read and to dispute.</summary>
internal static class EvidenceText
{
    public static void Write(TextWriter writer, GetGapEvidenceResponse evidence)
    {
        var gap = evidence.Gap;
        var subject = gap.SubjectDisplayName.Length > 0 ? $"{gap.SubjectDisplayName} ({gap.Subject})" : gap.Subject;
        writer.WriteLine($"{GapWords.Of(gap.Kind)} at {subject}");
        writer.WriteLine($"  idle since  {ValueText.Of(gap.IdleStartTime)}");
        writer.WriteLine($"  opened      {ValueText.Of(gap.OpenTime)}");
        writer.WriteLine($"  closed      {EndOf(gap)}");
        writer.WriteLine(
            $"  state       {GapWords.Of(gap.State)}{(gap.Final ? ", final" : ", may still be corrected")}");
        if (gap.Acknowledgement is { } seen)
            writer.WriteLine($"  seen by     {seen.By} at {ValueText.Of(seen.RecordTime)}: {seen.Note}");
        writer.WriteLine();
        writer.WriteLine($"Rule (plan {evidence.PlanVersion}): {evidence.RuleText}");
        writer.WriteLine($"Finding: {evidence.FindingText}");
        WriteAttendances(writer, evidence);
        WriteSilences(writer, evidence);
        WriteDeviceFixes(writer, evidence);
        WriteRevisions(writer, evidence);
    }

    private static string EndOf(Gap gap) =>
        gap.CloseTime is null ? "" : $"{ValueText.Of(gap.CloseTime)} ({GapWords.Of(gap.CloseReason)})";

    private static void WriteAttendances(TextWriter writer, GetGapEvidenceResponse evidence)
    {
        if (evidence.Gap.Subject.StartsWith("devices/", StringComparison.Ordinal) && evidence.Attendances.Count == 0)
            return;
        writer.WriteLine();
        var nearest = evidence.AttendancesTruncated ? ", the nearest to it" : "";
        var (from, to) = (ValueText.Of(evidence.Interval.StartTime), ValueText.Of(evidence.Interval.EndTime));
        writer.WriteLine($"Who was there from {from} to {to}{nearest}:");
        if (evidence.Attendances.Count == 0)
        {
            writer.WriteLine("  nobody");
            return;
        }

        var table = TextTable.Of(
            "DEVICE", "KIND", "CAME IN", "WENT OUT", "SEEN FOR", "AT MOST", "COUNTS",
            "LAST FIX BEFORE", "FIRST FIX AFTER");
        foreach (var attendance in evidence.Attendances)
        {
            foreach (var presence in attendance.Presences)
            {
                table.Row(
                    ValueText.IdOf(presence.Device),
                    ValueText.Of(presence.Kind),
                    ValueText.Of(presence.EnterTime),
                    ValueText.Of(presence.LeaveTime),
                    ValueText.Of(attendance.ObservedDwell.ToTimeSpan()),
                    ValueText.Of(attendance.PossibleDwell.ToTimeSpan()),
                    CountsOf(attendance),
                    FixOf(presence.EnterFixes.FirstOrDefault()),
                    FixOf(presence.LeaveFixes.LastOrDefault()));
            }
        }

        TextTable.Write(writer, table);
    }

    private static string CountsOf(AttendanceEvidence attendance)
    {
        if (!attendance.Counts)
            return $"no: {string.Join(", ", attendance.Faults.Select(WordsOf))}";
        return attendance.ReachedTime is { } reached ? $"from {ValueText.Of(reached)}" : "yes";
    }

    private static string WordsOf(AttendanceFault fault) => fault switch
    {
        AttendanceFault.TooShort => "too short",
        AttendanceFault.WrongKind => "wrong kind",
        AttendanceFault.OutsideDuty => "outside duty",
        _ => $"{fault}",
    };

    private static void WriteSilences(TextWriter writer, GetGapEvidenceResponse evidence)
    {
        if (evidence.Silences.Count == 0)
            return;
        writer.WriteLine();
        writer.WriteLine("Who was silent and could have been there:");
        foreach (var silence in evidence.Silences)
        {
            var from = silence.FromFix is null ? "never seen before" : $"last seen {FixOf(silence.FromFix)}";
            var to = silence.ToFix is null ? "not seen since" : $"seen again {FixOf(silence.ToFix)}";
            var until = silence.PossibleEndTime is null ? "on" : $"to {ValueText.Of(silence.PossibleEndTime)}";
            writer.WriteLine($"  {ValueText.IdOf(silence.Device)} ({ValueText.Of(silence.Kind)}): {from}; {to}");
            writer.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"    could have been there from {ValueText.Of(silence.PossibleStartTime)} {until}, "
                    + $"at {silence.TopSpeedMps:0.#} m/s at most"));
            writer.WriteLine($"    settled by: {silence.SettledBy}");
        }
    }

    private static void WriteDeviceFixes(TextWriter writer, GetGapEvidenceResponse evidence)
    {
        if (evidence.DeviceFixes.Count == 0)
            return;
        writer.WriteLine();
        writer.WriteLine("Its fixes around the gap:");
        foreach (var fix in evidence.DeviceFixes)
            writer.WriteLine($"  {FixOf(fix)}{BatteryOf(fix)}");
    }

    private static void WriteRevisions(TextWriter writer, GetGapEvidenceResponse evidence)
    {
        writer.WriteLine();
        writer.WriteLine("How it became known:");
        var table = TextTable.Of(
            "REVISION", "RECORDED", "CAUSE", "WHAT", "OPEN", "CLOSE", "UNVERIFIED BY", "LATE REPORTS");
        foreach (var revision in evidence.Revisions)
        {
            var gap = revision.Gap;
            table.Row(
                $"{gap.Revision}",
                ValueText.Of(gap.RecordTime),
                GapWords.Of(gap.RevisionCause),
                ValueText.Of(gap),
                ValueText.Of(gap.OpenTime),
                ValueText.Of(gap.CloseTime),
                string.Join(' ', gap.UnverifiedBy.Select(ValueText.IdOf)),
                string.Join("; ", revision.LateReports.Select(LateOf)));
        }

        TextTable.Write(writer, table);
    }

    private static string LateOf(LateReports late) =>
        $"{ValueText.IdOf(late.Device)} {ValueText.Of(late.Interval.StartTime)}…{TimeOf(late.Interval.EndTime)}";

    private static string FixOf(EvidenceFix? fix)
    {
        if (fix is null)
            return "";
        var accuracy = fix.HasAccuracyM ? $" ±{fix.AccuracyM.ToString("0.#", CultureInfo.InvariantCulture)} m" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{TimeOf(fix.FixTime)} at {fix.Position.LatitudeDeg:0.000000},"
                + $"{fix.Position.LongitudeDeg:0.000000}{accuracy}");
    }

    private static string BatteryOf(EvidenceFix fix) =>
        fix.HasBatteryPercent
            ? string.Create(CultureInfo.InvariantCulture, $", battery {fix.BatteryPercent:0.#} %")
            : "";

    private static string TimeOf(Timestamp time) =>
        time.ToDateTimeOffset().ToString("HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
