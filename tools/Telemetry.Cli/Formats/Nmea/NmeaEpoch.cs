using Telemetry.Core;
using Telemetry.Core.Geo;
using Telemetry.Core.Tracks;

namespace Telemetry.Cli.Formats.Nmea;

/// <summary>All that a receiver says of one moment: the sentences that share a time of day become one fix.</summary>
internal sealed class NmeaEpoch(TimeSpan timeOfDay, long row)
{
    // Mode letters of a position that was measured: autonomous, differential, precise, RTK fixed and float. Estimated
    // (dead reckoning), manual and simulated ones are no observation of a place.
    private const string MeasuredModes = "ADPRF";

    // GPS began in 1980, and RMC's two digits end in 2079.
    private const int FirstYear = 1980;
    private const int LastYear = 2079;

    private const double MpsPerKnot = 1852.0 / 3600;
    private const double MpsPerKmh = 1 / 3.6;

    private double? altitudeM;
    private double? speedMps;
    private double? headingDeg;
    private double? hdop;
    private double? deviationM;

    public TimeSpan TimeOfDay { get; } = timeOfDay;

    public long Row { get; } = row;

    public GeoPoint? Position { get; private set; }

    /// <summary>As told within this epoch.</summary>
    public DateOnly? Date { get; private set; }

    /// <summary>One of its sentences says that there is no fix.</summary>
    public bool IsVoid { get; private set; }

    /// <summary>Where in a sentence its time stands; null for sentences that have none.</summary>
    public static int? TimeField(string type) => type switch
    {
        "RMC" or "GGA" or "GNS" or "ZDA" or "GST" => 1,
        "GLL" => 5,
        _ => null,
    };

    /// <summary>Returns the reason when the sentence cannot be right.</summary>
    public string? Apply(NmeaSentence sentence)
    {
        switch (sentence.Type)
        {
            case "RMC":
                return ApplyRmc(sentence);
            case "GGA":
                return ApplyAltitudeFix(sentence, isMeasured: sentence[6] is "1" or "2" or "3" or "4" or "5");
            case "GNS":
                return ApplyAltitudeFix(sentence, isMeasured: sentence[6].AsSpan().ContainsAny(MeasuredModes));
            case "GLL":
                return ApplyPosition(sentence, 1, isMeasured: sentence[6] == "A" && IsMeasured(sentence[7]));
            case "VTG":
                headingDeg ??= sentence.Number(1);
                speedMps ??= sentence.Number(7) * MpsPerKmh ?? sentence.Number(5) * MpsPerKnot;
                return null;
            case "GST":
                if (sentence.Number(6) is { } northM && sentence.Number(7) is { } eastM)
                    deviationM = double.Hypot(northM, eastM);
                return null;
            case "ZDA":
                Date = CalendarDate(sentence[4] + sentence[3].PadLeft(2, '0') + sentence[2].PadLeft(2, '0'));
                return Date is null && sentence[4].Length > 0 ? "ZDA without a possible date" : null;
            default:
                return null;
        }
    }

    public Report ToReport(DateOnly date) => new()
    {
        FixTimeUs = TimeUs.From(new DateTimeOffset(date, TimeOnly.MinValue, TimeSpan.Zero)) + TimeUs.Of(TimeOfDay),
        Position = Position!.Value,
        AltitudeM = (float?)altitudeM,
        SpeedMps = (float?)speedMps,
        HeadingDeg = FixRules.Direction(headingDeg),
        AccuracyM = (float?)deviationM ?? Dilution.ToAccuracyM(hdop),
    };

    private string? ApplyRmc(NmeaSentence rmc)
    {
        var isMeasured = rmc[2] == "A" && IsMeasured(rmc[12]);
        if (isMeasured)
        {
            // Before its first fix a receiver writes the date its firmware was born with, so a void RMC gives none.
            var text = rmc[9];
            Date = text.Length == 6 ? CalendarDate(Century(text[4..]) + text[2..4] + text[..2]) : null;
            if (Date is null)
                return $"RMC date {FieldText.Quote(text)} is not one";
            speedMps = rmc.Number(7) * MpsPerKnot ?? speedMps;
            headingDeg = rmc.Number(8) ?? headingDeg;
        }

        return ApplyPosition(rmc, 3, isMeasured);
    }

    private string? ApplyAltitudeFix(NmeaSentence sentence, bool isMeasured)
    {
        if (isMeasured)
        {
            hdop = sentence.Number(8);
            altitudeM = sentence.Number(9);
        }

        return ApplyPosition(sentence, 2, isMeasured);
    }

    private string? ApplyPosition(NmeaSentence sentence, int index, bool isMeasured)
    {
        IsVoid |= !isMeasured;
        if (!isMeasured || !sentence.HasPosition(index))
            return null;
        if (sentence.Position(index) is not { } position)
            return $"{sentence.Type} position {FieldText.Quote($"{sentence[index]} {sentence[index + 2]}")} is not one";
        Position = position;
        return null;
    }

    /// <summary>The mode letter came with NMEA 2.3; older sentences end before it.</summary>
    private static bool IsMeasured(string mode) => mode.Length == 0 || MeasuredModes.Contains(mode[0]);

    private static string Century(string year) => (string.CompareOrdinal(year, "80") < 0 ? "20" : "19") + year;

    private static DateOnly? CalendarDate(string text) =>
        DateOnly.TryParseExact(text, "yyyyMMdd", out var date) && date.Year is >= FirstYear and <= LastYear
            ? date
            : null;
}
