namespace Telemetry.Cli.Formats;

/// <summary>
/// An estimate of accuracy from the horizontal dilution of precision. HDOP times the error of one satellite range gives
/// the horizontal error; 5 m is that error for a civil single-frequency receiver (one standard deviation), and too
/// much rather than too little for a better one.
/// </summary>
internal static class Dilution
{
    private const double RangeErrorM = 5;

    /// <summary>Receivers write 99.99 or more when they have no dilution to tell.</summary>
    private const double Unknown = 99;

    /// <summary>Null when there is no dilution; some receivers write 0 for none.</summary>
    public static float? ToAccuracyM(double? hdop) => hdop is > 0 and < Unknown ? (float)(hdop * RangeErrorM) : null;
}
