using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Patrol.Telemetry.V1;
using Telemetry.Core;
using Telemetry.Server.Notifications.Decisions;
using Telemetry.Storage;
using HookAttempt = Telemetry.Storage.HookAttempt;

namespace Telemetry.Server.Notifications;

/// <summary>What became of one attempt.</summary>
/// <param name="IsRefused">The receiver will not take this message, as far as it can tell.</param>
internal sealed record Sent(
    DateTimeOffset Start, TimeSpan Took, int Status, string Error, bool IsRefused, TimeSpan? RetryAfter)
{
    public bool IsTaken => Error.Length == 0;

    public HookAttempt ToAttempt(int number) =>
        new(number, TimeUs.From(Start), TimeUs.Of(Took), Status, Error);
}

/// <summary>Posts one message once, in a time that is limited.</summary>
internal sealed class HookSender(TimeProvider time) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        // A receiver may not send the server elsewhere.
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = NotificationLimits.AttemptTimeout,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public async Task<Sent> SendAsync(Hook hook, HookMessage message, CancellationToken cancellationToken)
    {
        var start = time.GetUtcNow();
        var clock = time.GetTimestamp();
        using var limit = new CancellationTokenSource(NotificationLimits.AttemptTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var request = RequestOf(hook, message, start);
            using var answer = await _http.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var text = await ReadAsync(answer.Content, either.Token);
            var (error, isRefused) = Judge(hook.Format, answer.StatusCode, text);
            return new Sent(
                start, time.GetElapsedTime(clock), (int)answer.StatusCode, Short(error), isRefused,
                RetryAfterOf(answer.Headers.RetryAfter));
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var error = e is OperationCanceledException
                ? $"no answer within {NotificationLimits.AttemptTimeout.TotalSeconds:0} s"
                : e.Message;
            return new Sent(start, time.GetElapsedTime(clock), 0, Short(error), IsRefused: false, RetryAfter: null);
        }
    }

    public void Dispose() => _http.Dispose();

    private static HttpRequestMessage RequestOf(Hook hook, HookMessage message, DateTimeOffset now)
    {
        var (url, body) = (new Uri(hook.Url), message.Body);
        var seconds = now.ToUnixTimeSeconds();
        if (hook.Format == HookFormat.Dingtalk && hook.Secret.Length > 0)
            url = RobotText.SignDingTalk(url, hook.Secret, now.ToUnixTimeMilliseconds());
        if (hook.Format == HookFormat.Feishu && hook.Secret.Length > 0)
            body = RobotText.SignFeishu(body, hook.Secret, seconds);
        var isCloudEvent = hook.Format == HookFormat.CloudEvents;
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = new MediaTypeHeaderValue(
            isCloudEvent ? CloudEventText.MediaType : "application/json", "utf-8");
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = content };
        request.Headers.UserAgent.ParseAdd("patrol-telemetry");
        if (!isCloudEvent)
            return request;
        request.Headers.Add("webhook-id", message.EventId);
        request.Headers.Add("webhook-timestamp", $"{seconds}");
        if (hook.Secret.Length > 0)
            request.Headers.Add(
                "webhook-signature", Signature.OfWebhook(hook.Secret, message.EventId, seconds, body));
        return request;
    }

    private static (string Error, bool IsRefused) Judge(HookFormat format, HttpStatusCode status, string answer)
    {
        if ((int)status is >= 200 and < 300)
        {
            if (format == HookFormat.CloudEvents)
                return ("", false);
            var fault = RobotText.FaultIn(format, answer, out var isBusy);
            return (fault, fault.Length > 0 && !isBusy);
        }

        var isRefused = (int)status is >= 400 and < 500 and not (408 or 425 or 429);
        return ($"status {(int)status}", isRefused);
    }

    private TimeSpan? RetryAfterOf(RetryConditionHeaderValue? header)
    {
        var wait = header?.Delta ?? (header?.Date is { } date ? date - time.GetUtcNow() : null);
        return wait > TimeSpan.Zero ? wait : null;
    }

    private static async Task<string> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[NotificationLimits.AnswerBytes];
        var read = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return Encoding.UTF8.GetString(buffer, 0, read);
    }

    private static string Short(string error) =>
        error.Length <= NotificationLimits.ErrorLength ? error : error[..NotificationLimits.ErrorLength];
}
