namespace Telemetry.Cli.Commands;

/// <summary>Goes through every page of a List call.</summary>
internal static class Paging
{
    /// <summary>Largest page that the contract allows.</summary>
    public const int Rows = 1_000;

    /// <param name="readPage">Reads the page of a token, keeps its rows, and gives the next token; empty after the
    /// last.</param>
    public static async Task ReadAllAsync(Func<string, Task<string>> readPage, CancellationToken cancellationToken)
    {
        var token = "";
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            token = await readPage(token);
        }
        while (token.Length > 0);
    }
}
