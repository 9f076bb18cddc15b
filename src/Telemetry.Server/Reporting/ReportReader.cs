using Patrol.Telemetry.V1;
using Telemetry.Core;
using Telemetry.Core.Plans;
using Telemetry.Core.Visits;
using Telemetry.Server.Contract;
using Telemetry.Server.Live;
using Telemetry.Server.Query;
using Telemetry.Storage;
using GapKind = Telemetry.Core.Gaps.GapKind;

namespace Telemetry.Server.Reporting;

/// <summary>Gathers what a report tells, from what the calls tell too. Cut at the watermark.</summary>
internal sealed class ReportReader(ReportQuestion question, ILedger ledger, TimeProvider time)
{
    private readonly PriorityQueue<GapRow, long> _gaps = new();
    private readonly PriorityQueue<GapRow, long> _silences = new();
    private readonly Dictionary<GapKind, KindTally> _kinds = [];
    private readonly SortedDictionary<(string Unit, string Device), TimelineRow> _timeline = [];
    private readonly Dictionary<string, TimelineRow> _devices = [];
    private readonly List<double> _intervals = [];
    private TimeRange _span;
    private int _silenceCount;

    public async Task<ReportFacts> ReadAsync(CancellationToken cancellationToken)
    {
        var request = new QueryCoverageRequest
        {
            Interval = Times.ToInterval(question.Span),
            Area = question.Area?.Id ?? "",
        };
        var coverage = await new CoverageReader(ledger, time).ReadAsync(question.Exercise, request, cancellationToken);
        _span = Times.ToRange(coverage.Interval, "interval");
        await AddDevicesAsync(cancellationToken);
        await AddGapsAsync(cancellationToken);
        await AddPresencesAsync(cancellationToken);
        var shown = _timeline.Values.Where(row => !row.IsEmpty).ToList();
        return new ReportFacts(
            coverage, _kinds, ByStart(_gaps), ByStart(_silences), _silenceCount, _intervals,
            [.. shown.Take(ReportLimits.Devices)], shown.Count, await ReadNamesAsync(cancellationToken));
    }

    private async Task<LocalNames> ReadNamesAsync(CancellationToken cancellationToken)
    {
        if (question.Words == ReportWords.English)
            return LocalNames.None;
        var plans = await ledger.ReadPlansAsync(question.Exercise.Id, cancellationToken);
        var inForce = plans.FirstOrDefault(plan => plan.Version == question.Exercise.Plan.Version);
        return inForce is null ? LocalNames.None : LocalNames.Read(inForce.Document, question.Words.Code);
    }

    private async Task AddDevicesAsync(CancellationToken cancellationToken)
    {
        var roll = await FleetRoll.ReadAsync(question.Exercise, ledger, cancellationToken);
        foreach (var device in roll.After(null))
        {
            var (_, id) = ResourceNames.ParseChild(device.Name, "devices", "name");
            var shown = device.CallSign.Length > 0 && device.CallSign != id ? $"{device.CallSign} ({id})" : id;
            _timeline[(device.Unit, id)] = _devices[id] = new TimelineRow(device.Unit, shown);
        }
    }

    private async Task AddGapsAsync(CancellationToken cancellationToken)
    {
        var ofArea = new GapFilter(
            question.Exercise, new ListGapsRequest { Area = question.Area?.Id ?? "" });
        await foreach (var row in ListedGaps.ReadAsync(ledger, ofArea, _span, cancellationToken))
        {
            var gap = row.Revision.Gap;
            if (gap.Kind == GapKind.Silent)
                continue;
            var within = WithinOf(gap.OpenUs, gap.EndUs);
            _kinds[gap.Kind] = _kinds.GetValueOrDefault(gap.Kind).With(gap, within.Length);
            Keep(_gaps, row, within, ReportLimits.Gaps);
        }

        var silences = new GapFilter(
            question.Exercise, new ListGapsRequest { Kind = Patrol.Telemetry.V1.GapKind.Silent });
        await foreach (var row in ListedGaps.ReadAsync(ledger, silences, _span, cancellationToken))
        {
            var gap = row.Revision.Gap;
            var within = WithinOf(gap.IdleFromUs, gap.EndUs);
            _silenceCount++;
            Keep(_silences, row, within, ReportLimits.Silences);
            if (_devices.TryGetValue(gap.SubjectId, out var device))
                Mark(device.Silent, within);
        }
    }

    private async Task AddPresencesAsync(CancellationToken cancellationToken)
    {
        var nowUs = TimeUs.From(time.GetUtcNow());
        var known = await PresenceKnowledge.ReadAsync(
            question.Exercise, ledger, asOfUs: null, nowUs, cancellationToken);
        var places = question.Places.ToDictionary(place => place.Id, place => new PlaceIdleness(place, _span));
        var reading = PlaceVisits.ReadingOf(question.Places, _span);
        var presences = new PlacePresences(ledger, question.Exercise.Id, known);
        await foreach (var presence in presences.ReadAsync(question.Places, reading, cancellationToken))
        {
            places[presence.PlaceId].Add(presence);
            if (_devices.TryGetValue(presence.DeviceId, out var device))
                Mark(device.Present, WithinOf(presence.StartUs, presence.EndUs));
        }

        foreach (var place in places.Values)
            _intervals.AddRange(place.End());
    }

    private TimeRange WithinOf(long startUs, long endUs) => _span.Intersect(new TimeRange(startUs, endUs));

    private static void Keep(PriorityQueue<GapRow, long> kept, GapRow row, TimeRange within, int most)
    {
        kept.Enqueue(row, TimeUs.Of(within.Length));
        if (kept.Count > most)
            kept.Dequeue();
    }

    private static List<GapRow> ByStart(PriorityQueue<GapRow, long> kept) =>
        [.. kept.UnorderedItems.Select(item => item.Element).OrderBy(row => row.Revision.Gap.OpenUs)];

    private void Mark(bool[] slots, TimeRange within)
    {
        if (within.IsEmpty)
            return;
        var slotUs = (_span.EndUs - _span.StartUs) / (double)slots.Length;
        var first = (int)((within.StartUs - _span.StartUs) / slotUs);
        var last = Math.Min((int)((within.EndUs - 1 - _span.StartUs) / slotUs), slots.Length - 1);
        slots.AsSpan(first, last - first + 1).Fill(true);
    }

    /// <summary>The intervals between visits, as coverage counts them: both edges too.</summary>
    private sealed class PlaceIdleness(Place place, TimeRange span)
    {
        private readonly VisitFold _fold = new(CoverageDemand.Of(place));
        private readonly List<double> _seconds = [];
        private long _idleFromUs = span.StartUs;

        public void Add(in Presence presence) => Take(_fold.Add(presence));

        public List<double> End()
        {
            Take(_fold.End());
            Note(span.EndUs);
            return _seconds;
        }

        private void Take(Visit? visit)
        {
            if (visit is not { } made || made.EndUs < span.StartUs || made.ReachedUs >= span.EndUs)
                return;
            Note(made.ReachedUs);
            _idleFromUs = Math.Min(made.EndUs, span.EndUs);
        }

        private void Note(long untilUs) =>
            _seconds.Add(Math.Max(0, untilUs - _idleFromUs) / (double)TimeUs.PerSecond);
    }
}
