using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using NetTopologySuite.Features;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using NetTopologySuite.IO.Converters;

namespace Telemetry.Server.Tests.Exports;

/// <summary>GPX, GeoJSON and KML, read by libraries that had no part in writing them.</summary>
public sealed class MapExportTests
{
    private static readonly XNamespace Kml = "http://www.opengis.net/kml/2.2";

    private static readonly JsonSerializerOptions GeoJson = new() { Converters = { new GeoJsonConverterFactory() } };

    [Fact]
    public async Task TracksGpx_ReadByALibrary_HasASegmentForEachStretch()
    {
        await using var server = await RunningServer.StartAsync();
        await ExportedNight.PlayAsync(server);

        var gpx = GpxFile.Parse(Encoding.UTF8.GetString(await ExportedNight.FetchAsync(server, "tracks.gpx")), null);

        Assert.Equal(["bike-1", "bike-2"], gpx.Tracks.Select(track => track.Name));
        Assert.Equal([2, 1], gpx.Tracks.Select(track => track.Segments.Length));
        var first = gpx.Tracks[0].Segments[0].Waypoints;
        Assert.Equal(ExportedNight.FixesOfAStay, first.Count);
        Assert.Equal((31.2, 121.4), ((double)first[0].Latitude, (double)first[0].Longitude));
        Assert.Equal((Drill.Start + TimeSpan.FromMinutes(5)).UtcDateTime, first[0].TimestampUtc);
    }

    [Theory]
    [InlineData("visits", 3)]
    [InlineData("gaps", null)]
    public async Task PlacesGpx_ReadByALibrary_AreWaypoints(string subject, int? count)
    {
        await using var server = await RunningServer.StartAsync();
        await ExportedNight.PlayAsync(server);

        var file = await ExportedNight.FetchAsync(server, $"{subject}.gpx");
        var gpx = GpxFile.Parse(Encoding.UTF8.GetString(file), null);

        Assert.Equal(count ?? gpx.Waypoints.Count, gpx.Waypoints.Count);
        Assert.NotEmpty(gpx.Waypoints);
        Assert.All(gpx.Waypoints, waypoint => Assert.Equal(31.2, waypoint.Latitude, 3));
    }

    [Theory]
    [InlineData("tracks", "Point", 3 * ExportedNight.FixesOfAStay)]
    [InlineData("visits", "Polygon", 3)]
    [InlineData("coverage", "Polygon", Drill.ZonesInArea + 1)]
    [InlineData("gaps", "Polygon", null)]
    public async Task GeoJson_ReadByALibrary_HasTheGround(string subject, string geometry, int? count)
    {
        await using var server = await RunningServer.StartAsync();
        await ExportedNight.PlayAsync(server);
        var file = await ExportedNight.FetchAsync(
            server, $"{subject}.geojson", subject == "coverage" ? ExportedNight.Span : "");

        var features = JsonSerializer.Deserialize<FeatureCollection>(file, GeoJson)!;

        var drawn = features.Where(feature => feature.Geometry is not null).ToList();
        Assert.All(drawn, feature => Assert.Equal(geometry, feature.Geometry.GeometryType));
        Assert.All(drawn, feature => Assert.True(feature.Geometry.IsValid));
        Assert.Equal(count ?? drawn.Count, drawn.Count);
        Assert.NotEmpty(drawn);
        Assert.Contains(drawn, feature => feature.Geometry.Distance(new Point(121.4, 31.2)) < 1e-9);
    }

    [Theory]
    [InlineData("tracks", 3)]
    [InlineData("visits", 3)]
    [InlineData("coverage", Drill.ZonesInArea + 3)]
    [InlineData("gaps", null)]
    public async Task Kml_IsOneDocumentOfPlacemarksThatFollowTheSchema(string subject, int? count)
    {
        await using var server = await RunningServer.StartAsync();
        await ExportedNight.PlayAsync(server);
        var file = await ExportedNight.FetchAsync(
            server, $"{subject}.kml", subject == "coverage" ? ExportedNight.Span : "");

        var root = XDocument.Load(new MemoryStream(file)).Root!;
        var placemarks = root.Element(Kml + "Document")!.Elements(Kml + "Placemark").ToList();

        Assert.Equal(Kml + "kml", root.Name);
        Assert.Equal(count ?? placemarks.Count, placemarks.Count);
        Assert.NotEmpty(placemarks);
        // The order that the schema prescribes.
        string[] order = ["name", "TimeSpan", "ExtendedData", "Point", "LineString", "Polygon", "MultiGeometry"];
        Assert.All(placemarks, placemark =>
        {
            var at = placemark.Elements().Select(element => Array.IndexOf(order, element.Name.LocalName)).ToList();
            Assert.DoesNotContain(-1, at);
            Assert.Equal(at.Order(), at);
        });
        Assert.All(root.Descendants(Kml + "coordinates"), element => Assert.All(
            element.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            pair => Assert.Equal(31.2, double.Parse(pair.Split(',')[1]), 2)));
    }
}
