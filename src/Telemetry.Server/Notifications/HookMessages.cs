using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Patrol.Telemetry.V1;
using Telemetry.Server.Contract;
using Telemetry.Storage;
using Delivery = Patrol.Telemetry.V1.HookDelivery;
using DeliveryState = Patrol.Telemetry.V1.HookDeliveryState;

namespace Telemetry.Server.Notifications;

/// <summary>Hooks and deliveries between the ledger and the contract.</summary>
internal static class HookMessages
{
    private static readonly JsonParser Reader = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    public static string NameOf(string exerciseId, string hookId) =>
        $"{ResourceNames.Exercise(exerciseId)}/hooks/{hookId}";

    /// <summary>As it is kept: with its secrets, for what it sends must be signed after a restart too.</summary>
    public static string Encode(Hook hook) => JsonFormatter.Default.Format(hook);

    public static Hook Decode(HookRecord record)
    {
        var hook = Reader.Parse<Hook>(record.Definition);
        hook.Name = NameOf(record.ExerciseId, record.Id);
        hook.CreateTime = Times.ToTimestamp(record.CreatedUs);
        return hook;
    }

    public static TimeZoneInfo ZoneOf(Hook hook) =>
        hook.TimeZone.Length == 0 ? TimeZoneInfo.Utc : TimeZoneInfo.FindSystemTimeZoneById(hook.TimeZone);

    /// <summary>What callers may see of it.</summary>
    public static Hook WithoutSecrets(Hook hook) => new(hook)
    {
        Target = new Uri(hook.Url).GetLeftPart(UriPartial.Authority),
        Signed = hook.Secret.Length > 0 && hook.Format != HookFormat.Wecom,
        Url = "",
        Secret = "",
    };

    public static Delivery ToMessage(string hookName, Storage.HookDelivery delivery)
    {
        var message = new Delivery
        {
            Name = $"{hookName}/deliveries/{delivery.No}",
            EventId = delivery.Message.EventId,
            EventType = delivery.Message.EventType,
            State = (DeliveryState)delivery.State,
            CreateTime = Times.ToTimestamp(delivery.CreatedUs),
            AttemptCount = delivery.AttemptCount,
            Body = delivery.Message.Body,
            Attempts = { delivery.Attempts.Select(ToMessage) },
        };
        if (delivery.State == Storage.HookDeliveryState.Pending)
            message.NextAttemptTime = Times.ToTimestamp(delivery.DueUs);
        return message;
    }

    public static Patrol.Telemetry.V1.HookAttempt ToMessage(Storage.HookAttempt attempt) => new()
    {
        StartTime = Times.ToTimestamp(attempt.StartedUs),
        Duration = TimeSpan.FromMicroseconds(attempt.TookUs).ToDuration(),
        HttpStatus = attempt.Status,
        Error = attempt.Error,
    };
}
