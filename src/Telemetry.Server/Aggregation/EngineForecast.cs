using Telemetry.Core.Gaps;
using Telemetry.Core.Plans;

namespace Telemetry.Server.Aggregation;

/// <summary>What an engine foresaw at one moment, soonest first.</summary>
internal sealed record EngineForecast(long WatermarkUs, Plan Plan, IReadOnlyList<GapForecast> Forecasts);
