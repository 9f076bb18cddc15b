using System.Net;
using System.Net.Http.Headers;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using Patrol.Telemetry.V1;
using Telemetry.Core;
using Telemetry.Server.Faults;
using Telemetry.Server.Ingest;

namespace Telemetry.Server.Tests.Ingest;

public sealed class PublishReportsFaultTests
{
    private static readonly string LongDevice = $"devices/{new string('a', 65)}";

    private static readonly List<(string What, Action<Hello> Spoil, StatusCode Code, string Reason)> BadHellos =
    [
        ("unknown exercise", h => h.Exercise = "exercises/nowhere", StatusCode.NotFound, FaultReasons.ExerciseNotFound),
        ("no exercise", h => h.Exercise = "live", StatusCode.InvalidArgument, FaultReasons.InvalidField),
        ("no device", h => h.Device = "", StatusCode.InvalidArgument, FaultReasons.InvalidField),
        ("device with a slash", h => h.Device = "devices/a/b", StatusCode.InvalidArgument, FaultReasons.InvalidField),
        ("long device", h => h.Device = LongDevice, StatusCode.InvalidArgument, FaultReasons.InvalidField),
        ("no session", h => h.Session = "", StatusCode.InvalidArgument, FaultReasons.InvalidField),
        ("no kind", h => h.Kind = DeviceKind.Unspecified, StatusCode.InvalidArgument, FaultReasons.UnknownKind),
        ("kind of a later version", h => h.Kind = (DeviceKind)99, StatusCode.InvalidArgument, FaultReasons.UnknownKind),
        ("datum of a later version", h => h.Datum = (Datum)9, StatusCode.InvalidArgument, FaultReasons.InvalidField),
        ("long unit", h => h.Unit = new string('u', 65), StatusCode.InvalidArgument, FaultReasons.InvalidField),
    ];

    [Fact]
    public async Task Stream_BadHello_IsRefusedWithItsReason()
    {
        await using var server = await RunningServer.StartAsync();
        foreach (var (what, spoil, code, reason) in BadHellos)
        {
            var hello = new Hello
            {
                Exercise = "exercises/live",
                Device = "devices/bike-1",
                Session = "s",
                Kind = DeviceKind.Bike,
            };
            spoil(hello);
            using var stream = new DeviceStream(server.Ingest.PublishReports());
            await stream.SendAsync(new PublishReportsRequest { Hello = hello });
            var (fault, _) = await stream.UntilFaultAsync();

            Assert.True((fault.StatusCode, Fault.ReasonOf(fault)) == (code, reason), $"{what}: {fault.Status}");
        }
    }

    [Fact]
    public async Task Stream_BatchBeforeHello_IsRefused()
    {
        await using var server = await RunningServer.StartAsync();
        using var stream = new DeviceStream(server.Ingest.PublishReports());

        await stream.SendAsync(1, Reports.Good());
        var (fault, _) = await stream.UntilFaultAsync();

        Assert.Equal(
            (StatusCode.InvalidArgument, FaultReasons.HelloMissing), (fault.StatusCode, Fault.ReasonOf(fault)));
    }

    [Fact]
    public async Task Stream_NoHelloInTime_EndsByDeadline()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await RunningServer.StartAsync(time: time);
        using var halfOpen = server.Ingest.PublishReports();
        using var stream = new DeviceStream(halfOpen);
        var ending = stream.UntilFaultAsync();
        while (!ending.IsCompleted)
        {
            time.Advance(IngestLimits.HelloTimeout);
            await Task.WhenAny(ending, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System));
        }

        var (fault, _) = await ending;

        Assert.Equal(
            (StatusCode.DeadlineExceeded, FaultReasons.HelloTooLate), (fault.StatusCode, Fault.ReasonOf(fault)));
    }

    [Theory]
    [InlineData(5, 4, FaultReasons.SequenceWentBack)]
    [InlineData(5, 0, FaultReasons.SequenceMissing)]
    public async Task Stream_BadSequence_EndsAfterWhatWasGoodIsAcknowledged(ulong first, ulong second, string reason)
    {
        await using var server = await RunningServer.StartAsync();
        using var stream = await server.OpenAsync();

        await stream.SendAsync(first, Reports.Good(2));
        await stream.SendAsync(second, Reports.Good(1));
        var (fault, said) = await stream.UntilFaultAsync();

        Assert.Equal((StatusCode.InvalidArgument, reason), (fault.StatusCode, Fault.ReasonOf(fault)));
        Assert.Equal(first, said[^1].Ack.AckedThroughSequence);
        Assert.Equal(1, await PublishReportsTests.CountStoredAsync(server));
    }

    [Theory]
    [InlineData(0, FaultReasons.BatchEmpty)]
    [InlineData(Limits.BatchReports + 1, FaultReasons.BatchTooLarge)]
    public async Task Stream_BatchOfBadSize_IsRefused(int count, string reason)
    {
        await using var server = await RunningServer.StartAsync();
        using var stream = await server.OpenAsync();

        await stream.SendAsync(1, Reports.Many(count));
        var (fault, _) = await stream.UntilFaultAsync();

        Assert.Equal((StatusCode.InvalidArgument, reason), (fault.StatusCode, Fault.ReasonOf(fault)));
    }

    [Fact]
    public async Task Stream_OversizedMessage_IsRefused()
    {
        await using var server = await RunningServer.StartAsync();
        using var stream = await server.OpenAsync();

        // The server may refuse it by its length, before it is sent whole.
        await Record.ExceptionAsync(() => stream.SendAsync(1, [.. Enumerable.Repeat(Reports.Good(), 40_000)]));
        var (fault, _) = await stream.UntilFaultAsync();

        Assert.Equal(
            (StatusCode.ResourceExhausted, FaultReasons.MessageTooLarge), (fault.StatusCode, Fault.ReasonOf(fault)));
    }

    [Fact]
    public async Task Stream_SecondHello_IsRefused()
    {
        await using var server = await RunningServer.StartAsync();
        using var stream = await server.OpenAsync();

        await stream.SendAsync(new PublishReportsRequest { Hello = new Hello() });
        var (fault, _) = await stream.UntilFaultAsync();

        Assert.Equal(FaultReasons.HelloRepeated, Fault.ReasonOf(fault));
    }

    [Fact]
    public async Task Stream_MalformedBytes_AreRefusedAndTheServerGoesOn()
    {
        await using var server = await RunningServer.StartAsync();

        // A frame of four bytes whose content begins a field that never ends.
        var (status, _) = await PostFrameAsync(server, [0, 0, 0, 0, 4, 0x0A, 0xFF, 0xFF, 0xFF]);
        var (cutStatus, _) = await PostFrameAsync(server, [0, 0, 0, 0, 9, 0x0A]);
        using var stream = await server.OpenAsync();
        await stream.SendAsync(1, Reports.Good());
        var acks = await stream.UntilAckedAsync(1);

        Assert.Equal(((int)StatusCode.InvalidArgument).ToString(), status);
        Assert.NotEqual("0", cutStatus);
        Assert.Equal(1u, acks.Stored);
    }

    private static async Task<(string Status, string Message)> PostFrameAsync(RunningServer server, byte[] frame)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            new Uri(server.Listeners.GrpcUrl, "/patrol.telemetry.v1.IngestService/PublishReports"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(frame),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        using var response = await http.SendAsync(request);
        await response.Content.ReadAsByteArrayAsync();
        return (Find(response, "grpc-status"), Find(response, "grpc-message"));
    }

    private static string Find(HttpResponseMessage response, string name) =>
        response.TrailingHeaders.TryGetValues(name, out var trailing) ? trailing.First()
        : response.Headers.TryGetValues(name, out var leading) ? leading.First()
        : "";
}
