using System.CommandLine;
using Google.Protobuf;
using Telemetry.Cli.Formats;
using Telemetry.Cli.Playback;
using Telemetry.Core;
using Proto = Patrol.Telemetry.V1;

namespace Telemetry.Cli.Commands;

/// <summary>Plays recorded tracks through the same door as real devices.</summary>
internal sealed class ReplayCommand
{
    // Faults named on the terminal; the summary counts all.
    private const int FaultsShown = 10;

    private readonly CommandContext _context;
    private readonly TargetOptions _target = new(PlaybackSpeed.Max);
    private readonly TrackReadOptionSet _reading = new();
    private readonly Argument<string> _path = new("path") { Description = "A track file, or a folder of them" };
    private readonly Option<string?> _plan = new("--plan") { Description = "Plan to apply first" };
    private readonly Option<string> _unit = new("--unit")
    {
        Description = "Unit of the devices",
        DefaultValueFactory = _ => "",
    };

    private readonly Option<bool> _shiftToNow = new("--shift-to-now")
    {
        Description = "Moves the tracks in time: at max speed they end now, otherwise they begin now",
    };

    private readonly Option<DateTimeOffset?> _start = TimeArgument.Time(
        "--start", "Moves the tracks in time: they begin then");

    private readonly Option<ulong?> _shuffle = new("--shuffle")
    {
        Description = "Seed: sends late and out of order, up to --late",
    };

    private readonly Option<TimeSpan?> _late = TimeArgument.Length(
        "--late", "Longest delay of a shuffled report; default 10m");

    private readonly Option<Proto.DeviceKind> _kind = new("--kind")
    {
        Description = "Bike, Drone, Car or Handset, where the file does not tell",
        DefaultValueFactory = _ => Proto.DeviceKind.Bike,
    };

    private readonly Option<double> _duplicates = new("--duplicates")
    {
        Description = "Share of reports sent twice, 0 to 1",
    };

    private readonly Option<bool> _offDutyAtEnd = new("--off-duty-at-end")
    {
        Description = "The last fix of a track says OFF_DUTY, so that its absence is no silence",
        DefaultValueFactory = _ => true,
    };

    private ReplayCommand(CommandContext context) => _context = context;

    public static Command Build(CommandContext context) => new ReplayCommand(context).Build();

    private Command Build()
    {
        var command = new Command(
            "replay", "Plays recorded tracks: GPX, NMEA, CSV, GeoJSON, DJI SRT; one device per track")
        {
            _path, _plan, _kind, _unit, _shiftToNow, _start, _shuffle, _late, _duplicates, _offDutyAtEnd,
        };
        _target.AddTo(command);
        _reading.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var path = parsed.GetRequiredValue(_path);
        var read = await ReadAsync(path, _reading.Of(parsed), cancellationToken);
        foreach (var fault in read.Faults.Take(FaultsShown))
            await _context.Io.Error.WriteLineAsync($"patrol: {fault.File}, row {fault.Row}: {fault.Reason}");
        var plan = parsed.GetValue(_plan) is { } file ? await PlanFileReader.ReadAsync(file, cancellationToken) : null;
        var script = TrackScript.From(read.Tracks, ScriptOptionsOf(parsed, read.Tracks));
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(path));
        var source = new PlaybackSource(name, plan, read.FaultCount);
        var drill = parsed.GetValue(_target.IntoDrill);
        return await PlaybackCommand.RunAsync(_context, parsed, _target, drill, script, source, cancellationToken);
    }

    private static async Task<TrackReadResult> ReadAsync(
        string path, TrackReadOptions options, CancellationToken cancellationToken)
    {
        try
        {
            var read = await TrackFile.ReadAsync(path, options, cancellationToken);
            return read.Tracks.Count > 0 ? read : throw CommandFailure.BadInput(NothingIn(path, read));
        }
        catch (TrackFormatException e)
        {
            throw CommandFailure.BadInput(e.Message);
        }
    }

    private static string NothingIn(string path, TrackReadResult read) => read.Faults is [var first, ..]
        ? $"no fix in {path}; first of {read.FaultCount} faults: row {first.Row}: {first.Reason}"
        : $"no fix in {path}";

    private TrackScriptOptions ScriptOptionsOf(ParseResult parsed, IReadOnlyList<Track> tracks)
    {
        var duplicates = parsed.GetValue(_duplicates);
        if (duplicates is not (>= 0 and <= 1))
            throw CommandFailure.Usage("--duplicates: a share from 0 to 1");
        var late = parsed.GetValue(_late)
            ?? (parsed.GetValue(_shuffle) is null ? TimeSpan.Zero : TimeSpan.FromMinutes(10));
        var disorder = late > TimeSpan.Zero || duplicates > 0
            ? new Disorder(parsed.GetValue(_shuffle) ?? 0, late, duplicates)
            : null;
        return new TrackScriptOptions(
            parsed.GetValue(_kind),
            parsed.GetValue(_unit) ?? "",
            ShiftOf(parsed, tracks),
            parsed.GetValue(_offDutyAtEnd),
            _target.SettleEndOf(parsed),
            disorder);
    }

    private long ShiftOf(ParseResult parsed, IReadOnlyList<Track> tracks)
    {
        var (first, last) = TrackScript.SpanOf(tracks);
        if (parsed.GetValue(_start) is { } start)
            return TimeUs.From(start) - first;
        if (!parsed.GetValue(_shiftToNow))
            return 0;
        var now = TimeUs.From(_context.Io.Time.GetUtcNow());
        return now - (parsed.GetValue(_target.Speed).IsMax ? last : first);
    }
}
