namespace Telemetry.Server.Faults;

/// <summary>
/// Stable names of everything a call can be refused for: <c>google.rpc.ErrorInfo.reason</c> in the domain
/// <see cref="Domain"/>, and the tag of the counter of refused calls. Part of the contract: never renamed.
/// </summary>
internal static class FaultReasons
{
    public const string Domain = "patrol.telemetry";

    public const string InvalidField = "INVALID_FIELD";
    public const string UnknownKind = "UNKNOWN_KIND";
    public const string ExerciseNotFound = "EXERCISE_NOT_FOUND";
    public const string ExerciseExists = "EXERCISE_EXISTS";
    public const string LiveIsFixed = "LIVE_IS_FIXED";
    public const string ClockWentBack = "CLOCK_WENT_BACK";
    public const string DeviceNotFound = "DEVICE_NOT_FOUND";
    public const string GapNotFound = "GAP_NOT_FOUND";
    public const string HookNotFound = "HOOK_NOT_FOUND";
    public const string HookExists = "HOOK_EXISTS";
    public const string TooManyHooks = "TOO_MANY_HOOKS";
    public const string PlaceNotFound = "PLACE_NOT_FOUND";
    public const string AreaNotFound = "AREA_NOT_FOUND";
    public const string ExportUnknown = "EXPORT_UNKNOWN";
    public const string ExportUnsuited = "EXPORT_UNSUITED";
    public const string TooManyCells = "TOO_MANY_CELLS";
    public const string AsOfTooOld = "AS_OF_TOO_OLD";
    public const string PlanNotFound = "PLAN_NOT_FOUND";
    public const string PlanFaulty = "PLAN_FAULTY";
    public const string PlanVersionChanged = "PLAN_VERSION_CHANGED";
    public const string PageTokenInvalid = "PAGE_TOKEN_INVALID";
    public const string ResumeTokenInvalid = "RESUME_TOKEN_INVALID";

    public const string HelloMissing = "HELLO_MISSING";
    public const string HelloTooLate = "HELLO_TOO_LATE";
    public const string HelloRepeated = "HELLO_REPEATED";
    public const string SequenceMissing = "SEQUENCE_MISSING";
    public const string SequenceWentBack = "SEQUENCE_WENT_BACK";
    public const string BatchEmpty = "BATCH_EMPTY";
    public const string BatchTooLarge = "BATCH_TOO_LARGE";
    public const string SessionReplaced = "SESSION_REPLACED";
    public const string TooManyStreams = "TOO_MANY_STREAMS";

    public const string MessageTooLarge = "MESSAGE_TOO_LARGE";
    public const string MessageMalformed = "MESSAGE_MALFORMED";
    public const string TooManyWatchers = "TOO_MANY_WATCHERS";
    public const string TooManyBacktests = "TOO_MANY_BACKTESTS";
    public const string TooManyExports = "TOO_MANY_EXPORTS";
    public const string TooManyReports = "TOO_MANY_REPORTS";
    public const string TooManyReadings = "TOO_MANY_READINGS";
    public const string TooManyGaps = "TOO_MANY_GAPS";
    public const string TimeNotReached = "TIME_NOT_REACHED";
    public const string WatcherTooSlow = "WATCHER_TOO_SLOW";

    public const string Draining = "DRAINING";
    public const string Starting = "STARTING";
    public const string StoreUnavailable = "STORE_UNAVAILABLE";
    public const string CredentialsMissing = "CREDENTIALS_MISSING";
    public const string Internal = "INTERNAL";
}
