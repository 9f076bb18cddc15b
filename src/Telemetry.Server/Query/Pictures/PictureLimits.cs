using Telemetry.Core;

namespace Telemetry.Server.Query.Pictures;

/// <summary>What pictures of the past are bounded by.</summary>
internal static class PictureLimits
{
    /// <summary>Devices, and gaps, of one GetPicture; a replay tells more, in pieces.</summary>
    public const int Rows = 5_000;

    /// <summary>Gaps that meet the interval of a replay.</summary>
    public const int ReplayGaps = 100_000;

    /// <summary>Moments of one replay.</summary>
    public const int Steps = 36_000;

    /// <summary>Devices, or gaps, in one message of a replay.</summary>
    public const int PieceRows = 1_000;

    /// <summary>Pictures and replays read at a time on a node.</summary>
    public const int AtATime = 16;

    public static readonly TimeSpan StepLeast = TimeSpan.FromMilliseconds(100);
    public static readonly TimeSpan StepMost = TimeSpan.FromHours(1);
    public static readonly TimeSpan StepDefault = TimeSpan.FromSeconds(1);

    /// <summary>How far back it is looked for a device's last report.</summary>
    public static readonly TimeSpan LookBack = TimeSpan.FromHours(12);

    /// <summary>Read before the moment, at least, so that it is known which fixes are used.</summary>
    public static readonly long LeadUs = TimeUs.Of(TimeSpan.FromMinutes(2));

    /// <summary>Read at once while a replay goes on.</summary>
    public static readonly long BlockUs = TimeUs.Of(TimeSpan.FromMinutes(1));
}
