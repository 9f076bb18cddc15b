namespace Telemetry.Core.Geo;

/// <summary>A WGS-84 position in degrees; latitude −90…90, longitude −180…180.</summary>
public readonly record struct GeoPoint(double LatitudeDeg, double LongitudeDeg);
