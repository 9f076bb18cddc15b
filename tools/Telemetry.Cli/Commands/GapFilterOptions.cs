using System.CommandLine;
using Google.Protobuf.WellKnownTypes;
using Patrol.Telemetry.V1;
using Telemetry.Cli.Output;
using Option = System.CommandLine.Option;

namespace Telemetry.Cli.Commands;

/// <summary>Which gaps to list.</summary>
internal sealed class GapFilterOptions
{
    private readonly Option<DateTimeOffset?> _from = TimeArgument.Time("--from", "Open at or after this time");
    private readonly Option<DateTimeOffset?> _to = TimeArgument.Time("--to", "Open before this time");
    private readonly Option<DateTimeOffset?> _asOf = TimeArgument.Time(
        "--as-of", "What was known then, by the server's clock");

    private readonly Option<GapState> _state = new("--state") { Description = "Open, Resolved or Retracted" };
    private readonly Option<Certainty> _certainty = new("--certainty") { Description = "Confirmed or Unverified" };
    private readonly Option<string?> _area = new("--area") { Description = "Only this area and its places" };

    private readonly Option<GapKind> _kind = new("--kind")
    {
        Description = $"One of {GapWords.AllKinds}",
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

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_from, _to, _asOf, _kind, _state, _certainty, _area, _subjects])
            command.Options.Add(option);
    }

    public ListGapsRequest RequestOf(ParseResult parsed, string exercise)
    {
        var (from, to) = (parsed.GetValue(_from), parsed.GetValue(_to));
        return new ListGapsRequest
        {
            Parent = exercise,
            Interval = from is null && to is null ? null : TimeArgument.Interval(from, to),
            Kind = parsed.GetValue(_kind),
            State = parsed.GetValue(_state),
            Certainty = parsed.GetValue(_certainty),
            Area = parsed.GetValue(_area) ?? "",
            Subjects = { parsed.GetValue(_subjects) },
            AsOfTime = parsed.GetValue(_asOf)?.ToTimestamp(),
        };
    }
}
