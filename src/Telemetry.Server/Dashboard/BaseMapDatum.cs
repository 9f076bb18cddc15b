namespace Telemetry.Server.Dashboard;

/// <summary>Datums of base maps.</summary>
internal enum BaseMapDatum
{
    Wgs84,

    /// <summary>Maps of mainland China: the page shifts what it draws.</summary>
    Gcj02,
}
