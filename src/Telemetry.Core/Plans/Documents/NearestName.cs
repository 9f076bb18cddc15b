namespace Telemetry.Core.Plans.Documents;

/// <summary>Guesses what a misspelt name was meant to be.</summary>
internal static class NearestName
{
    private const int MostEdits = 3;
    private const int LongestName = 40;
    private const int NamesTried = 256;

    /// <summary>A hint to append to a reason, empty when no name is close.</summary>
    public static string Hint(string written, IEnumerable<string> known)
    {
        if (written.Length > LongestName)
            return "";
        var (name, edits) = known
            .Take(NamesTried)
            .Select(name => (name, Edits: Edits(written, name)))
            .DefaultIfEmpty((name: "", Edits: int.MaxValue))
            .MinBy(candidate => candidate.Edits);
        return edits <= Math.Min(MostEdits, name.Length / 2) ? $"; did you mean `{name}`?" : "";
    }

    /// <summary>Levenshtein's distance, regardless of case.</summary>
    private static int Edits(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var change = diagonal + (char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(change, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
