namespace Telemetry.Server.Exports;

/// <summary>What bounds an export; how many rows it has does not.</summary>
internal static class ExportLimits
{
    /// <summary>Exports that are written at one time; more are refused with RESOURCE_EXHAUSTED.</summary>
    public const int AtOnce = 8;

    /// <summary>Bytes of a format's text that wait before they are sent.</summary>
    public const int BufferedBytes = 64 << 10;

    /// <summary>Rows of one row group of a Parquet file: what is held in memory at once.</summary>
    public const int RowGroupRows = 32_768;

    /// <summary>Fixes of one line of a map; a longer stretch goes on with another line.</summary>
    public const int LineFixes = 10_000;

    /// <summary>Devices that one export may name.</summary>
    public const int Devices = 1_000;
}
