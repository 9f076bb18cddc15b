using System.Diagnostics.CodeAnalysis;
using Telemetry.Core;
using Telemetry.Core.Gaps;
using Telemetry.Server.Faults;

namespace Telemetry.Server.Contract;

/// <summary>
/// Names of the contract's resources (AIP-122): made from ids, and read back with every check an id needs.
/// </summary>
internal static class ResourceNames
{
    /// <summary>Characters of an exercise's id: it becomes part of a table's name.</summary>
    public const int ExerciseIdLength = 48;

    public static string Exercise(string exerciseId) => $"exercises/{exerciseId}";

    public static string Device(string exerciseId, string deviceId) => $"exercises/{exerciseId}/devices/{deviceId}";

    public static string Gap(string exerciseId, string gapId) => $"exercises/{exerciseId}/gaps/{gapId}";

    public static string Plan(string exerciseId, int version) => $"exercises/{exerciseId}/plans/{version}";

    public static string Place(string placeId) => $"places/{placeId}";

    public static string Area(string areaId) => $"areas/{areaId}";

    public static string Device(string deviceId) => $"devices/{deviceId}";

    /// <summary>A gap's subject: a device, an area as a whole, or a place.</summary>
    public static string Subject(GapKind kind, string subjectId)
    {
        if (kind.IsOfDevice())
            return Device(subjectId);
        return TryCut(subjectId, Core.Plans.Place.AreaPrefix, out var areaId) ? Area(areaId) : Place(subjectId);
    }

    /// <summary>The id in <c>exercises/{id}</c>.</summary>
    public static string ParseExercise(string name, string field) =>
        TryCut(name, "exercises/", out var id) && IsExerciseId(id)
            ? id
            : throw Fault.InvalidField(field, $"is not exercises/{{id}}: \"{Shown(name)}\"");

    /// <summary>The id in <c>devices/{id}</c>.</summary>
    public static string ParseDevice(string name, string field) =>
        TryCut(name, "devices/", out var id) && IsId(id)
            ? id
            : throw Fault.InvalidField(
                field, $"is not devices/{{id}} with 1 to {Limits.IdLength} of [A-Za-z0-9._-]: \"{Shown(name)}\"");

    /// <summary>Both ids in <c>exercises/{exercise}/{collection}/{id}</c>.</summary>
    public static (string ExerciseId, string Id) ParseChild(string name, string collection, string field)
    {
        var parts = name.Split('/', 5);
        if (parts is ["exercises", var exerciseId, var found, { Length: > 0 and <= Limits.IdLength } id]
            && found == collection && IsExerciseId(exerciseId))
            return (exerciseId, id);
        throw Fault.InvalidField(field, $"is not exercises/{{exercise}}/{collection}/{{id}}: \"{Shown(name)}\"");
    }

    /// <summary>1 to 64 of [A-Za-z0-9._-], beginning with a letter or digit.</summary>
    public static bool IsId(ReadOnlySpan<char> id)
    {
        if (id.Length is 0 or > Limits.IdLength || !char.IsAsciiLetterOrDigit(id[0]))
            return false;
        foreach (var c in id)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '_' or '-'))
                return false;
        }

        return true;
    }

    /// <summary>1 to 48 of [a-z0-9-], beginning with a letter.</summary>
    public static bool IsExerciseId(ReadOnlySpan<char> id)
    {
        if (id.Length is 0 or > ExerciseIdLength || !char.IsAsciiLetterLower(id[0]))
            return false;
        foreach (var c in id)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-')
                return false;
        }

        return true;
    }

    /// <summary>What a caller sent, short enough to be sent back.</summary>
    public static string Shown(string text) =>
        text.Length <= Limits.IdLength * 2 ? text : $"{text[..(Limits.IdLength * 2)]}…";

    public static bool TryCut(string name, string prefix, [NotNullWhen(true)] out string? rest)
    {
        rest = name.StartsWith(prefix, StringComparison.Ordinal) ? name[prefix.Length..] : null;
        return rest is not null;
    }
}
