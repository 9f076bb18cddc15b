using System.CommandLine;
using Google.Protobuf.WellKnownTypes;
using Patrol.Telemetry.V1;
using Telemetry.Cli.Output;
using Option = System.CommandLine.Option;

namespace Telemetry.Cli.Commands;

/// <summary>Which gaps to come to tell of.</summary>
internal sealed class ForecastOptions
{
    private readonly Option<TimeSpan?> _within = TimeArgument.Length(
        "--within", "How far ahead, at most 24h; without it 1h");

    private readonly Option<string?> _area = new("--area") { Description = "Only this area and its places" };
    private readonly Option<int> _limit = new("--limit") { Description = "How many at most, to 1000; without it 100" };

    private readonly Option<GapKind> _kind = new("--kind")
    {
        Description = $"One of {GapWords.AllKinds}; without it those of places",
        CustomParser = result =>
        {
            if (!GapWords.TryRead(result.Tokens[0].Value, out var kind))
                result.AddError($"'{result.Tokens[0].Value}' is none of {GapWords.AllKinds}");
            return kind;
        },
    };

    private readonly Option<string[]> _subjects = new("--subject")
    {
        Description = "Only of this subject, places/ID, areas/ID or devices/ID; may be repeated",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<bool> _held = new("--held")
    {
        Description = "Also rules that devices keep at this moment, broken only if they leave or fall silent",
    };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_within, _area, _kind, _subjects, _held, _limit])
            command.Options.Add(option);
    }

    public ForecastGapsRequest RequestOf(ParseResult parsed, string exercise) => new()
    {
        Parent = exercise,
        Horizon = parsed.GetValue(_within)?.ToDuration(),
        Area = parsed.GetValue(_area) ?? "",
        Kind = parsed.GetValue(_kind),
        Subjects = { parsed.GetValue(_subjects) },
        IncludeHeld = parsed.GetValue(_held),
        Limit = parsed.GetValue(_limit),
    };

    /// <summary>The same question, to be answered again and again.</summary>
    public static WatchForecastRequest WatchOf(ForecastGapsRequest request) => new()
    {
        Parent = request.Parent,
        Horizon = request.Horizon,
        Area = request.Area,
        Kind = request.Kind,
        Subjects = { request.Subjects },
        IncludeHeld = request.IncludeHeld,
        Limit = request.Limit,
    };
}
