using Telemetry.Core;
using Telemetry.Core.Tracks;
using Telemetry.Core.Visits;

namespace Telemetry.Bench.Coverage;

/// <summary>
/// A month of a fleet's presences in a grid of zones, made hour by hour: each device goes from zone to neighbouring
/// zone for one shift a day, stops now and then, and looks in at a post. Fixes come every second, so each end lies
/// between two of them. The same seed gives the same month.
/// </summary>
internal sealed class PatrolMonth
{
    public const int Devices = 500;
    public const int Days = 30;

    public static readonly long StartUs = TimeUs.From(new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero));
    public static readonly long EndUs = StartUs + (Days * DayUs);

    private const long HourUs = 3_600 * TimeUs.PerSecond;
    private const long DayUs = 24 * HourUs;
    private const int ShiftHours = 8;
    private const double CrossingS = 60;
    private const double StopChance = 0.06;
    private const double StopS = 300;
    private const double PostChance = 0.04;
    private const double PostS = 40;

    private readonly int _zones;
    private readonly int _posts;
    private readonly int _columns;
    private readonly Random _random;
    private readonly int[] _at = new int[Devices];
    private readonly long[] _readyUs = new long[Devices];

    public PatrolMonth(int zones, int posts, int seed)
    {
        (_zones, _posts) = (zones, posts);
        _columns = (int)Math.Ceiling(Math.Sqrt(zones));
        _random = new Random(seed);
        for (var device = 0; device < Devices; device++)
            _at[device] = _random.Next(zones);
    }

    public static DeviceIdentity Device(int number) =>
        new($"bike-{number:000}", DeviceKind.Bike, $"squad-{number % 20}");

    /// <summary>All presences that begin in each hour of the month, by end.</summary>
    public IEnumerable<List<Presence>> Hours()
    {
        for (var hourUs = StartUs; hourUs < EndUs; hourUs += HourUs)
        {
            var presences = new List<Presence>();
            for (var device = 0; device < Devices; device++)
                Ride(device, hourUs, presences);
            presences.Sort(static (a, b) => a.EndUs.CompareTo(b.EndUs));
            yield return presences;
        }
    }

    private void Ride(int device, long hourUs, List<Presence> presences)
    {
        // Shifts begin at every hour of the day, most of them with the night.
        var begins = device % 3 == 0 ? device % 24 : 10 + (device % 3);
        var hourOfShift = (int)((hourUs / HourUs % 24) - begins + 24) % 24;
        if (hourOfShift >= ShiftHours)
            return;
        var us = Math.Max(_readyUs[device], hourUs + (_random.Next(60) * TimeUs.PerSecond));
        while (us < hourUs + HourUs)
        {
            var stays = _random.NextDouble() < StopChance ? StopS : 0;
            var endUs = us + Us(stays + (CrossingS * (0.5 + _random.NextDouble())));
            presences.Add(PresenceOf($"z{_at[device]}", device, us, endUs));
            if (_posts > 0 && _random.NextDouble() < PostChance)
            {
                var post = $"p{_random.Next(_posts)}";
                presences.Add(PresenceOf(post, device, us + 1, us + Us(PostS * _random.NextDouble())));
            }

            _at[device] = Neighbour(_at[device]);
            us = endUs;
        }

        _readyUs[device] = us;
    }

    /// <summary>Between two fixes a second apart.</summary>
    private static Presence PresenceOf(string place, int device, long startUs, long endUs) => new(
        place, Device(device).Id, DeviceKind.Bike, startUs, Math.Max(startUs, endUs),
        startUs - (startUs % TimeUs.PerSecond), endUs - (endUs % TimeUs.PerSecond) + TimeUs.PerSecond);

    private int Neighbour(int zone)
    {
        var next = _random.Next(4) switch { 0 => zone - 1, 1 => zone + 1, 2 => zone - _columns, _ => zone + _columns };
        return next >= 0 && next < _zones ? next : zone;
    }

    private static long Us(double seconds) => (long)(seconds * TimeUs.PerSecond);
}
