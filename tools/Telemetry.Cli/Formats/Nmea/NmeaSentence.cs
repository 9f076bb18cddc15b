using System.Globalization;
using Telemetry.Core.Geo;

namespace Telemetry.Cli.Formats.Nmea;

/// <summary>One sentence of NMEA 0183 whose checksum holds: <c>$GPRMC,…*6E</c>.</summary>
internal sealed class NmeaSentence
{
    private const int StandardAddressLength = 5;

    private readonly string[] fields;

    private NmeaSentence(string[] fields) => this.fields = fields;

    /// <summary>The formatter without its talker (<c>RMC</c>); empty for proprietary sentences.</summary>
    public string Type => fields[0].Length == StandardAddressLength && fields[0][0] != 'P' ? fields[0][2..] : "";

    /// <summary>The n-th field, the address being 0; empty when there is none.</summary>
    public string this[int index] => index < fields.Length ? fields[index] : "";

    /// <param name="text">From the dollar sign on.</param>
    /// <returns>Null with the reason when its checksum is missing or wrong.</returns>
    public static NmeaSentence? Parse(string text, out string fault)
    {
        var star = text.LastIndexOf('*');
        if (star < 0 || text.Length < star + 3)
        {
            fault = "sentence without checksum, or cut short";
            return null;
        }

        if (!byte.TryParse(text.AsSpan(star + 1, 2), NumberStyles.AllowHexSpecifier, null, out var told))
        {
            fault = $"checksum {FieldText.Quote(text.Substring(star + 1, 2))} is not hexadecimal";
            return null;
        }

        byte found = 0;
        foreach (var c in text.AsSpan(1, star - 1))
            found ^= (byte)c;
        fault = found == told ? "" : $"checksum is {found:X2}, the sentence says {told:X2}";
        return found == told ? new NmeaSentence(text[1..star].Split(',')) : null;
    }

    public double? Number(int index) => FieldText.Number(this[index]);

    /// <summary><c>hhmmss[.sss]</c>; null when empty or impossible.</summary>
    public TimeSpan? TimeOfDay(int index)
    {
        var text = this[index];
        if (text.Length < 6
            || !int.TryParse(text.AsSpan(0, 4), NumberStyles.None, null, out var hourMinute)
            || !decimal.TryParse(text.AsSpan(4), NumberStyles.AllowDecimalPoint, null, out var second))
            return null;
        var (hour, minute) = (hourMinute / 100, hourMinute % 100);
        return hour < 24 && minute < 60 && second < 61
            ? new TimeSpan(hour, minute, 0) + TimeSpan.FromTicks((long)(second * TimeSpan.TicksPerSecond))
            : null;
    }

    public bool HasPosition(int index) => this[index].Length > 0 || this[index + 2].Length > 0;

    /// <summary>
    /// Four fields from <paramref name="index"/> on: <c>ddmm.mmm,N,dddmm.mmm,E</c>. Null when they make none.
    /// </summary>
    public GeoPoint? Position(int index) =>
        Angle(this[index], this[index + 1], 'N', 'S') is { } latitudeDeg
        && Angle(this[index + 2], this[index + 3], 'E', 'W') is { } longitudeDeg
            ? new GeoPoint(latitudeDeg, longitudeDeg)
            : null;

    private static double? Angle(string text, string side, char positive, char negative)
    {
        if (side.Length != 1 || (side[0] != positive && side[0] != negative))
            return null;
        var point = text.IndexOf('.');
        var minutesAt = (point < 0 ? text.Length : point) - 2;
        if (minutesAt < 1
            || !int.TryParse(text.AsSpan(0, minutesAt), NumberStyles.None, null, out var degrees)
            || FieldText.Number(text.AsSpan(minutesAt)) is not { } minutes || minutes is not (>= 0 and < 60))
            return null;
        var angle = degrees + minutes / 60;
        return side[0] == negative ? -angle : angle;
    }
}
