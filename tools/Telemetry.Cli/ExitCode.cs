namespace Telemetry.Cli;

/// <summary>What the command's exit code says; the help text of the root command lists them.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>Unknown command or option, or a value out of its range.</summary>
    public const int Usage = 1;

    /// <summary>A plan or track file that cannot be used.</summary>
    public const int BadInput = 2;

    /// <summary>The server said no: not found, exists already, not allowed.</summary>
    public const int Refused = 3;

    /// <summary>No server in reach, or it went away and did not come back in time.</summary>
    public const int Unreachable = 4;

    /// <summary>Done, but some reports were rejected or some rows could not be read.</summary>
    public const int Partly = 5;

    /// <summary>
    /// <c>patrol score</c>: a gap was missed or wrongly confirmed, or confirmed times are too far off.
    /// </summary>
    public const int Disagrees = 6;

    /// <summary>Ended by Ctrl-C, as shells have it.</summary>
    public const int Interrupted = 130;

    public const string Help =
        "Exit codes: 0 done; 1 usage; 2 bad plan or track file; 3 refused by the server; 4 server not reachable; "
        + "5 done in part (rejected reports, unread rows); 6 scored, and flags and truth disagree; 130 interrupted.";
}
