using Google.Protobuf.WellKnownTypes;
using Patrol.Telemetry.V1;
using Telemetry.Core;
using Telemetry.Core.Gaps;
using Telemetry.Core.Plans;
using Telemetry.Server.Aggregation;
using Telemetry.Server.Contract;
using Telemetry.Server.Query.Evidence;
using CoreForecast = Telemetry.Core.Gaps.GapForecast;
using Exercise = Telemetry.Server.Exercises.Exercise;
using GapForecast = Patrol.Telemetry.V1.GapForecast;
using GapKind = Patrol.Telemetry.V1.GapKind;

namespace Telemetry.Server.Query.Forecasting;

/// <summary>
/// What an engine foresaw, in the contract's words and with who could still prevent it. Many may read it at once: a row
/// is made when it is first asked for, and no more than once.
/// </summary>
internal sealed class ForecastView
{
    private readonly Lock _lock = new();
    private readonly EngineForecast _seen;
    private readonly GapForecast?[] _rows;
    private readonly PlanNames _names;
    private readonly Responders _responders;

    public ForecastView(Exercise exercise, EngineForecast seen)
    {
        _seen = seen;
        WatermarkUs = Math.Max(seen.WatermarkUs, exercise.Record.StartUs);
        _rows = new GapForecast?[seen.Forecasts.Count];
        _names = PlanNames.Of(seen.Plan);
        _responders = new Responders(exercise.Fleet, seen.Plan, WatermarkUs);
    }

    public long WatermarkUs { get; }

    /// <summary>As the engine foresaw it, soonest first.</summary>
    public IReadOnlyList<CoreForecast> Forecasts => _seen.Forecasts;

    /// <summary>Soonest first.</summary>
    public ForecastGapsResponse Read(ForecastQuestion question)
    {
        var response = new ForecastGapsResponse { WatermarkTime = Times.ToTimestamp(WatermarkUs) };
        for (var i = 0; i < _rows.Length; i++)
        {
            if (!question.Asks(_seen.Forecasts[i], WatermarkUs, _names))
                continue;
            if (response.TotalCount++ < question.Limit)
                response.Forecasts.Add(RowOf(i));
        }

        return response;
    }

    private GapForecast RowOf(int index)
    {
        lock (_lock)
            return _rows[index] ??= ToMessage(_seen.Forecasts[index]);
    }

    private GapForecast ToMessage(CoreForecast forecast)
    {
        var message = new GapForecast
        {
            Kind = (GapKind)forecast.Kind,
            Subject = ResourceNames.Subject(forecast.Kind, forecast.SubjectId),
            SubjectDisplayName = _names.NameOf(forecast.Kind, forecast.SubjectId),
            Area = _names.AreaOf(forecast.Kind, forecast.SubjectId),
            Rule = forecast.RuleId,
            PlanVersion = forecast.PlanVersion,
            BreachTime = Times.ToTimestamp(forecast.BreachUs),
            TimeLeft = TimeSpan.FromMicroseconds(forecast.BreachUs - WatermarkUs).ToDuration(),
            Priority = _names.WeightOf(forecast.Kind, forecast.SubjectId, forecast.RuleId),
            IdleStartTime = Times.ToTimestamp(forecast.IdleFromUs),
            Held = forecast.IsHeld,
        };
        var isBreach = forecast.Kind == Core.Gaps.GapKind.Breach;
        if (forecast.Kind.IsOfDevice() && !isBreach)
        {
            if (_seen.Plan.Roster.GetValueOrDefault(forecast.SubjectId) is { } entry)
                message.RuleText = RuleWords.Of(forecast.Kind, _seen.Plan.SettingsOf(entry.Kind), entry.Duty);
        }
        else if (_names.FindGround(isBreach ? Place.FencePrefix + forecast.RuleId : forecast.SubjectId) is { } ground
            && ground.Rules.FirstOrDefault(rule => rule.Id == forecast.RuleId) is { } rule)
        {
            message.RuleText = RuleWords.Of(rule, ground.Name);
            if (!isBreach)
                message.Responders.AddRange(_responders.For(ground, rule, DeadlineUs(forecast, rule)));
        }

        return message;
    }

    /// <summary>A visit counts once its dwell is reached.</summary>
    private static long DeadlineUs(CoreForecast forecast, PlaceRule rule) =>
        forecast.BreachUs - TimeUs.Of((rule as VisitRule)?.Visit.MinDwell ?? TimeSpan.Zero);
}
