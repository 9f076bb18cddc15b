using Patrol.Telemetry.V1;
using Telemetry.Core;
using Telemetry.Server.Contract;
using Telemetry.Server.Notifications.Decisions;
using Telemetry.Server.Observability;
using Telemetry.Storage;
using Exercise = Telemetry.Server.Exercises.Exercise;
using HookDelivery = Telemetry.Storage.HookDelivery;
using HookDeliveryState = Telemetry.Storage.HookDeliveryState;

namespace Telemetry.Server.Notifications;

/// <summary>
/// One hook at work: writes down what is new for it, and sends what is due, in order. Its own task, so that its
/// receiver holds up nobody else.
/// </summary>
internal sealed class HookRunner : IAsyncDisposable
{
    private readonly Func<bool> _isWanted;
    private readonly ILedger _ledger;
    private readonly HookSender _sender;
    private readonly HookMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _closing = new();
    private readonly QuietClock _quiet;
    private readonly Composer _composer;
    private readonly HookRecord _record;
    private readonly string _uid;
    private readonly Task _running;
    private HookCursor _cursor;
    private bool _isFirst = true;
    private long _acknowledgedSeen;
    private DateTimeOffset _paceUntil;
    private Queue<HookDelivery> _pending = new();
    private bool _mayHavePending = true;
    private bool _isFull;

    /// <param name="isWanted">False when the exercise is gone: nothing of it is told any more.</param>
    public HookRunner(
        Exercise exercise, HookRecord record, ILedger ledger, HookSender sender, HookMetrics metrics,
        TimeProvider time, ILogger log, Func<bool> isWanted)
    {
        (Exercise, _record, _ledger, _sender) = (exercise, record, ledger, sender);
        (_metrics, _time, _log, _isWanted) = (metrics, time, log, isWanted);
        Hook = HookMessages.Decode(record);
        _cursor = record.Cursor;
        var zone = HookMessages.ZoneOf(Hook);
        _quiet = new QuietClock(Hook.QuietHours, zone);
        _composer = new Composer(Hook, zone);
        // A hook that was deleted and added again is another one: its keys are not those of the first.
        _uid = $"{record.Id}-{record.CreatedUs:x}";
        _running = RunAsync();
    }

    /// <summary>With its secrets.</summary>
    public Hook Hook { get; }

    public Exercise Exercise { get; }

    public async Task<(string Id, Sent Sent)> TestAsync(CancellationToken cancellationToken)
    {
        var nowUs = TimeUs.From(_time.GetUtcNow());
        var message = _composer.Test($"{_uid}_test-{nowUs:x}", nowUs);
        return (message.EventId, await _sender.SendAsync(Hook, message, cancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _closing.Dispose();
    }

    private async Task RunAsync()
    {
        await Task.Yield();
        using var timer = new PeriodicTimer(NotificationLimits.Tick, _time);
        try
        {
            do
            {
                try
                {
                    var isQuiet = _quiet.IsQuiet(_time.GetUtcNow());
                    await CatchUpAsync(isQuiet);
                    if (!isQuiet)
                        await SendDueAsync();
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    // Whatever it was, the ledger knows where to go on.
                    _metrics.Failed();
                    _log.HookFailed(Hook.Name, e);
                    _pending.Clear();
                    (_mayHavePending, _isFull) = (true, false);
                }
            }
            while (await timer.WaitForNextTickAsync(_closing.Token) && _isWanted());
        }
        catch (OperationCanceledException)
        {
            // Closed: what is pending is in the ledger.
        }
    }

    private async Task CatchUpAsync(bool isQuiet)
    {
        var drops = isQuiet && Hook.QuietHours.Mode == QuietMode.Drop;
        if (isQuiet && !drops)
            return;
        while (_isFirst || Exercise.Gaps.LastSequence > _cursor.GapSequence
               || Exercise.AcknowledgedCount != _acknowledgedSeen)
        {
            _closing.Token.ThrowIfCancellationRequested();
            if (await IsFullAsync())
                return;
            var acknowledged = Exercise.AcknowledgedCount;
            var steps = await _ledger.ReadGapStepsAsync(
                _record.ExerciseId, _cursor.GapSequence, NotificationLimits.StepsAtOnce, _closing.Token);
            var seen = await _ledger.ReadAcknowledgementsSinceAsync(
                _record.ExerciseId, _cursor.AcknowledgementNo, NotificationLimits.StepsAtOnce, _closing.Token);
            var notices = steps.Select(NoticeOf).OfType<Notice>().ToList();
            foreach (var acknowledgement in seen)
            {
                if (await NoticeOfAsync(acknowledgement) is { } notice)
                    notices.Add(notice);
            }

            var cursor = new HookCursor(
                steps.Count > 0 ? steps[^1].Row.Sequence : _cursor.GapSequence,
                seen.Count > 0 ? seen[^1].No : _cursor.AcknowledgementNo);
            if (drops)
            {
                _metrics.Dropped(notices.Count);
                notices.Clear();
            }

            if (cursor != _cursor && !await WriteAsync(cursor, notices))
                return;
            if (steps.Count < NotificationLimits.StepsAtOnce && seen.Count < NotificationLimits.StepsAtOnce)
            {
                (_isFirst, _acknowledgedSeen) = (false, acknowledged);
                return;
            }
        }
    }

    private async Task<bool> IsFullAsync()
    {
        if (_isFull || !_mayHavePending)
            return _isFull;
        var pending = await _ledger.ReadPendingDeliveriesAsync(
            _record.ExerciseId, _record.Id, NotificationLimits.PendingPerHook, _closing.Token);
        if (pending.Count < NotificationLimits.PendingPerHook)
            return false;
        _metrics.Waited();
        return _isFull = true;
    }

    private async Task<bool> WriteAsync(HookCursor cursor, List<Notice> notices)
    {
        var messages = _composer.Of(notices);
        var now = _time.GetUtcNow();
        var written = await _ledger.AppendHookDeliveriesAsync(
            _record, cursor, messages, TimeUs.From(now),
            TimeUs.From(now - NotificationLimits.DeliveriesKept), _closing.Token);
        if (!written)
            return false;
        _cursor = cursor;
        _metrics.Wrote(messages.Count);
        _mayHavePending |= messages.Count > 0;
        return true;
    }

    private async Task SendDueAsync()
    {
        while (_mayHavePending && _isWanted() && _time.GetUtcNow() >= _paceUntil
               && !_quiet.IsQuiet(_time.GetUtcNow()))
        {
            if (_pending.Count == 0)
                _pending = new Queue<HookDelivery>(await _ledger.ReadPendingDeliveriesAsync(
                    _record.ExerciseId, _record.Id, NotificationLimits.DigestEvents, _closing.Token));
            if (!_pending.TryPeek(out var next))
            {
                _mayHavePending = false;
                return;
            }

            if (next.DueUs > TimeUs.From(_time.GetUtcNow()))
                return;
            _pending.Dequeue();
            if (!await SendAsync(next))
                // In order: what comes after it waits with it.
                _pending.Clear();
        }
    }

    /// <summary>False when it is to be sent again.</summary>
    private async Task<bool> SendAsync(HookDelivery delivery)
    {
        var sent = await _sender.SendAsync(Hook, delivery.Message, _closing.Token);
        var attempt = sent.ToAttempt(delivery.AttemptCount + 1);
        var now = _time.GetUtcNow();
        var nowUs = TimeUs.From(now);
        var isOver = (sent.IsRefused && attempt.Number >= NotificationLimits.RefusedAttempts)
            || nowUs - delivery.CreatedUs >= TimeUs.Of(NotificationLimits.GiveUpAfter);
        var state = sent.IsTaken ? HookDeliveryState.Delivered
            : isOver ? HookDeliveryState.GivenUp
            : HookDeliveryState.Pending;
        var wait = state == HookDeliveryState.Pending
            ? Backoff.After(attempt.Number, Random.Shared.NextDouble(), sent.RetryAfter)
            : TimeSpan.Zero;
        if (Hook.Format != HookFormat.CloudEvents)
            _paceUntil = now + NotificationLimits.RobotPace;
        _metrics.Attempted(state.ToString(), sent.Took);
        await _ledger.RecordHookAttemptAsync(
            _record.ExerciseId, _record.Id, delivery.No, attempt, state, nowUs + TimeUs.Of(wait), _closing.Token);
        _isFull &= state == HookDeliveryState.Pending;
        return state != HookDeliveryState.Pending;
    }

    private Notice? NoticeOf(GapStep step)
    {
        if (GapEvents.Of(step) is not { } what)
            return null;
        var gap = Exercise.ToMessage(step.Row);
        return Hook.Filter.Wants(what, gap)
            ? new Notice($"{_uid}_{step.Row.Revision.Gap.Id}_{gap.Revision}", what, step.Row.RecordedUs, gap)
            : null;
    }

    private async Task<Notice?> NoticeOfAsync(NumberedAcknowledgement seen)
    {
        var acknowledgement = seen.Acknowledgement;
        var history = await _ledger.ReadGapHistoryAsync(
            _record.ExerciseId, acknowledgement.GapId, recordedBeforeUs: null, _closing.Token);
        if (history.Count == 0)
            return null;
        var gap = Exercise.ToMessage(history[^1] with { Acknowledgement = acknowledgement });
        return Hook.Filter.Wants(HookEvent.Acknowledged, gap)
            ? new Notice(
                $"{_uid}_{acknowledgement.GapId}_{gap.Revision}-ack{seen.No}", HookEvent.Acknowledged,
                acknowledgement.RecordedUs, gap)
            : null;
    }
}
