using System.Text.Json;
using Patrol.Telemetry.V1;

namespace Telemetry.Cli.Output;

/// <summary>Kinds of gaps and reasons of their ends as people type and read them: <c>missed-slot</c>.</summary>
internal static class GapWords
{
    private static readonly Dictionary<string, GapKind> Kinds =
        Enum.GetValues<GapKind>().Where(kind => kind != GapKind.Unspecified).ToDictionary(Of);

    public static string AllKinds => string.Join(", ", Kinds.Keys);

    public static string Of(GapKind kind) => Kebab(kind.ToString());

    public static string Of(CloseReason reason) => Kebab(reason.ToString());

    public static string Of(RevisionCause cause) => Kebab(cause.ToString());

    public static string Of(GapState state) => Kebab(state.ToString());

    public static bool TryRead(string word, out GapKind kind) => Kinds.TryGetValue(word.ToLowerInvariant(), out kind);

    private static string Kebab(string name) => JsonNamingPolicy.KebabCaseLower.ConvertName(name);
}
