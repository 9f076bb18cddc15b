using Telemetry.Server.Faults;
using Telemetry.Storage;

namespace Telemetry.Server.Query;

/// <summary>Where a gap stands in a list: latest open time first, then by id.</summary>
internal static class GapKey
{
    public static (long OpenUs, string Id) Of(GapRow row) => (row.Revision.Gap.OpenUs, row.Revision.Gap.Id);

    public static string Text((long OpenUs, string Id) key) => $"{key.OpenUs} {key.Id}";

    /// <summary>Null stays null: the first page.</summary>
    public static (long OpenUs, string Id)? Parse(string? text)
    {
        if (text is null)
            return null;
        var parts = text.Split(' ', 2);
        return parts.Length == 2 && long.TryParse(parts[0], out var openUs)
            ? (openUs, parts[1])
            : throw Fault.Invalid(FaultReasons.PageTokenInvalid, "page_token", "is not a token of this list");
    }
}
