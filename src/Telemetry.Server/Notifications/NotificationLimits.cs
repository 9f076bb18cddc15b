namespace Telemetry.Server.Notifications;

/// <summary>Every limit of notifications. What a limit holds back or gives up is counted.</summary>
internal static class NotificationLimits
{
    public const int HooksPerExercise = 100;
    public const int UrlLength = 2_048;
    public const int SecretLengthLeast = 16;
    public const int SecretLength = 256;

    /// <summary>Entries of one list of a filter.</summary>
    public const int FilterEntries = 1_000;

    public const int QuietWindows = 28;

    /// <summary>More events than this at once make a digest, when the hook does not say.</summary>
    public const int DigestOver = 10;
    public const int DigestOverMost = 1_000;

    /// <summary>Events that one digest lists; more make another one.</summary>
    public const int DigestEvents = 200;

    /// <summary>Revisions looked at in one go.</summary>
    public const int StepsAtOnce = 1_000;

    /// <summary>
    /// Messages that wait for one receiver; while there are that many, nothing further is written down for it. Nothing
    /// is lost by that: its cursor waits.
    /// </summary>
    public const int PendingPerHook = 1_000;

    /// <summary>Attempts at a message that the receiver refuses, as against one that it cannot take now.</summary>
    public const int RefusedAttempts = 8;

    /// <summary>Bytes of an answer that are read.</summary>
    public const int AnswerBytes = 16 << 10;

    /// <summary>Characters of an error that are kept.</summary>
    public const int ErrorLength = 300;

    /// <summary>Bytes of a robot's text: WeCom's is 4,096; DingTalk and Feishu allow about 20,000 a body.</summary>
    public const int WeComTextBytes = 4_096;
    public const int RobotTextBytes = 18_000;

    /// <summary>How often it is looked whether there is something to tell.</summary>
    public static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    /// <summary>How long one attempt may take, from connecting to the end of the answer.</summary>
    public static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(10);

    /// <summary>How long a message is tried.</summary>
    public static readonly TimeSpan GiveUpAfter = TimeSpan.FromHours(72);

    /// <summary>How long what is done stays in the list of deliveries.</summary>
    public static readonly TimeSpan DeliveriesKept = TimeSpan.FromDays(7);

    /// <summary>Waits between attempts: they double from the first to the longest.</summary>
    public static readonly TimeSpan BackoffFirst = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan BackoffLongest = TimeSpan.FromMinutes(10);

    /// <summary>The longest <c>Retry-After</c> that is heeded.</summary>
    public static readonly TimeSpan RetryAfterLongest = TimeSpan.FromHours(1);

    /// <summary>Between two messages to one robot: groups take 20 a minute.</summary>
    public static readonly TimeSpan RobotPace = TimeSpan.FromSeconds(3);
}
