using System.Text;

namespace Telemetry.Cli.Formats.Nmea;

/// <summary>
/// NMEA 0183 logs of any talker: RMC, GGA, GNS, GLL, ZDA, VTG and GST are read, the rest only checked. Bytes that are
/// no text (a binary protocol on the same wire) make bad lines, not a bad file.
/// </summary>
internal sealed class NmeaReader(TrackCollector collector, DateTimeOffset? start)
{
    private readonly Track track = collector.StartTrack();
    private readonly NmeaCalendar calendar = new(start);
    private readonly List<NmeaEpoch> undated = [];
    private NmeaEpoch? epoch;
    private long sentences;

    public static async Task ReadAsync(
        Stream stream, TrackCollector collector, TrackReadOptions options, CancellationToken cancellationToken)
    {
        await TextCheck.LinesAsync(stream, collector.File, cancellationToken);
        var reader = new NmeaReader(collector, options.StartTime);
        using var lines = new StreamReader(stream, Encoding.Latin1);
        for (long row = 1; await lines.ReadLineAsync(cancellationToken) is { } line; row++)
            reader.TakeLine(line, row);
        reader.Finish();
    }

    private void TakeLine(string line, long row)
    {
        if (line.StartsWith('#'))
            return;
        // A logger may write its own time before a sentence, and a reset may cut one off in the middle of a line.
        var dollar = line.LastIndexOf('$');
        if (dollar < 0)
        {
            if (line.AsSpan().Trim() is not [] and not ['!', ..])
                collector.Fault(row, $"not an NMEA sentence: {FieldText.Quote(line)}");
            return;
        }

        if (line.AsSpan(0, dollar).Contains('$'))
            collector.Fault(row, $"sentence cut off by the next: {FieldText.Quote(line)}");
        if (NmeaSentence.Parse(line[dollar..], out var fault) is { } sentence)
            Take(sentence, row);
        else
            collector.Fault(row, fault);
    }

    private void Take(NmeaSentence sentence, long row)
    {
        sentences++;
        if (NmeaEpoch.TimeField(sentence.Type) is { } field)
        {
            // Without a time a receiver has no fix either.
            if (sentence.TimeOfDay(field) is not { } timeOfDay)
                return;
            if (epoch?.TimeOfDay != timeOfDay)
            {
                Close();
                epoch = new NmeaEpoch(timeOfDay, row);
            }
        }

        if (epoch?.Apply(sentence) is { } fault)
            collector.Fault(row, fault);
    }

    private void Close()
    {
        if (epoch is not { } closed)
            return;
        epoch = null;
        if (closed.IsVoid)
            collector.Void();
        if (closed.IsVoid || (closed.Position is null && closed.Date is null))
            return;

        if (calendar.DateOf(closed) is { } date)
        {
            foreach (var (earlier, earlierDate) in NmeaCalendar.DateBack(undated, date, closed.TimeOfDay))
                Add(earlier, earlierDate);
            undated.Clear();
            Add(closed, date);
        }
        else if (undated.Count < TrackLimits.UndatedEpochs)
            undated.Add(closed);
        else
            collector.Fault(closed.Row, $"no date in the {TrackLimits.UndatedEpochs:N0} fixes before");
    }

    private void Add(NmeaEpoch dated, DateOnly date)
    {
        if (dated.Position is not null)
            collector.Add(track, dated.Row, dated.ToReport(date));
    }

    private void Finish()
    {
        Close();
        if (sentences == 0)
            throw collector.Refusal(null, "no NMEA sentence with a good checksum in it");
        if (undated.Count > 0)
            throw collector.Refusal(
                null, "NMEA without dates: neither RMC nor ZDA tells the day; give it with --start");
    }
}
