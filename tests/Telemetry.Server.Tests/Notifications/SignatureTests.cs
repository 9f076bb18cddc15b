using Telemetry.Server.Notifications.Decisions;

namespace Telemetry.Server.Tests.Notifications;

public sealed class SignatureTests
{
    /// <summary>The example of the Standard Webhooks specification.</summary>
    [Fact]
    public void OfWebhook_ExampleOfTheSpecification_AsThere() => Assert.Equal(
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        Signature.OfWebhook(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
            """{"test": 2432232314}"""));

    [Fact]
    public void OfWebhook_PlainSecret_IsItsBytes() => Assert.Equal(
        Signature.OfWebhook("whsec_cGxhaW4gc2VjcmV0IG9mIDI0IGI=", "id", 1, "{}"),
        Signature.OfWebhook("plain secret of 24 b", "id", 1, "{}"));

    [Theory]
    [InlineData("whsec_not base64!", false)]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", true)]
    [InlineData("anything else at all", true)]
    public void IsSecret_Prefixed_MustBeBase64(string secret, bool isSecret) =>
        Assert.Equal(isSecret, Signature.IsSecret(secret));

    // Both by the documented samples in Python, run on these values.
    [Fact]
    public void OfDingTalk_KnownValues_AsTheDocumentedSample() =>
        Assert.Equal(
            "F+Nc94J0pwln8S1apHeJ0b4qDDjffBWYph8uB/n7WkU=", Signature.OfDingTalk("this is secret", 1552920546388));

    [Fact]
    public void OfFeishu_KnownValues_AsTheDocumentedSample() =>
        Assert.Equal("/eYKrXQBzTjUZJ3s6NX16VxGbTwmK7AEs8/FnvC1CSw=", Signature.OfFeishu("this is secret", 1599360473));
}
