using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using Telemetry.Cli.Tests.Formats;
using Telemetry.Core.Cover;
using Telemetry.Core.Gaps;
using Telemetry.Core.Geo;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;
using Telemetry.Core.Visits;

namespace Telemetry.Core.Tests.Visits;

/// <summary>A real bus on its line: every fix of one round, and the stops as posts.</summary>
internal sealed class Bus304
{
    private static readonly XNamespace Gpx = "http://www.topografix.com/GPX/1/1";

    private Bus304(ImmutableArray<Fix> fixes, ImmutableArray<GeoPoint> stops) => (Fixes, Stops) = (fixes, stops);

    public ImmutableArray<Fix> Fixes { get; }

    public ImmutableArray<GeoPoint> Stops { get; }

    public static Bus304 Read() => new(
        [.. XDocument.Load(SharedData.File("bus304", "track.gpx")).Descendants(Gpx + "trkpt").Select(FixOf)],
        [.. StopsOf(File.ReadAllBytes(SharedData.File("bus304", "stops.geojson")))]);

    /// <summary>How often each stop is attended when the bus is heard with these fixes alone.</summary>
    public IReadOnlyList<int> VisitsOf(IEnumerable<Fix> fixes, double radiusM, TimeSpan silenceAfter)
    {
        ImmutableArray<Place> places =
            [.. Stops.Select((stop, n) => Post($"stop-{n}", new PlaceShape.Disc(stop, radiusM)))];
        var car = KindSettings.DefaultFor(DeviceKind.Car) with { SilenceAfter = silenceAfter };
        var kinds = ImmutableDictionary<DeviceKind, KindSettings>.Empty.Add(DeviceKind.Car, car);
        var plan = Plan.Empty with { Places = places, Kinds = kinds };
        var plans = new PlanHistory();
        plans.Add(new PlanEra(
            new PlanVersion(1, 0, plan),
            new Lazy<PlaceIndex>(() => PlaceIndex.Build(places)),
            [.. places.Select(place => new PlaceTimeline(place, 0))]));
        var fold = new TrackFold(plans, new PresenceJournal(), new CoverTracer(plans));
        var bus = new DeviceTrack("bus");
        foreach (var fix in fixes)
            fold.Extend(bus, fix);

        var presences = bus.Presences.All.OrderBy(presence => presence.StartUs)
            .ToLookup(presence => presence.Timeline.PlaceId);
        return [.. places.Select(place => VisitsOf(presences[place.Id]))];
    }

    /// <summary>
    /// The first fix at or after each moment of a clock that begins late by the phase, between the first fix of all and
    /// the last: a device reports when it is switched on, and off.
    /// </summary>
    public IEnumerable<Fix> Sampled(TimeSpan period, TimeSpan phase)
    {
        var dueUs = Fixes[0].TimeUs + TimeUs.Of(phase);
        for (var i = 0; i < Fixes.Length; i++)
        {
            if (i > 0 && i < Fixes.Length - 1 && Fixes[i].TimeUs < dueUs)
                continue;
            yield return Fixes[i];
            while (dueUs <= Fixes[i].TimeUs)
                dueUs += TimeUs.Of(period);
        }
    }

    /// <summary>Each fix off by a normal error in both directions.</summary>
    public static IEnumerable<Fix> Noisy(IEnumerable<Fix> fixes, double sigmaM, int seed)
    {
        var random = new Random(seed);
        foreach (var fix in fixes)
        {
            var distanceM = sigmaM * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            var angle = random.NextDouble() * Math.Tau;
            var metersPerDegree = Wgs84.MetersPerDegree(fix.Position.LatitudeDeg);
            yield return fix with
            {
                Position = new GeoPoint(
                    fix.Position.LatitudeDeg + (distanceM * Math.Sin(angle) / metersPerDegree.Y),
                    fix.Position.LongitudeDeg + (distanceM * Math.Cos(angle) / metersPerDegree.X)),
            };
        }
    }

    private int VisitsOf(IEnumerable<TrackedPresence> presences)
    {
        var coverage = new PlaceCoverage(
            new CoverageDemand(VisitDemand.AnyAttendance, DeviceKinds.Any, Overdue: null, Dose: null),
            new CoverageSpan(new TimeRange(Fixes[0].TimeUs, Fixes[^1].TimeUs + 1)),
            RulesSince.Always);
        foreach (var presence in presences)
            coverage.Add(Stay.Of(presence.ToPresence()));
        coverage.End();
        return coverage.Visits;
    }

    private static Place Post(string id, PlaceShape shape) => new(id, id, PlaceKind.Post, shape, null, 1, [], id);

    private static Fix FixOf(XElement point) => new(
        TimeUs.From(DateTimeOffset.Parse(point.Element(Gpx + "time")!.Value, CultureInfo.InvariantCulture)),
        new GeoPoint(Number(point.Attribute("lat")!), Number(point.Attribute("lon")!)),
        DeviceKind.Car,
        DeviceStatus.Unspecified);

    private static double Number(XAttribute attribute) => double.Parse(attribute.Value, CultureInfo.InvariantCulture);

    private static IEnumerable<GeoPoint> StopsOf(byte[] geoJson) =>
        from feature in JsonDocument.Parse(geoJson).RootElement.GetProperty("features").EnumerateArray()
        let position = feature.GetProperty("geometry").GetProperty("coordinates")
        select new GeoPoint(position[1].GetDouble(), position[0].GetDouble());
}
