using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Patrol.Telemetry.V1;
using Telemetry.Core;
using Telemetry.Server.Contract;
using Telemetry.Server.Exercises;
using Telemetry.Server.Faults;
using Telemetry.Server.Query;
using Telemetry.Storage;

namespace Telemetry.Server.Notifications;

/// <summary>Adds, shows, tests and removes hooks, and shows what they sent.</summary>
internal sealed class HookGrpcService(
    ExerciseRegistry exercises, Notifier notifier, ILedger ledger, TimeProvider time) : HookService.HookServiceBase
{
    private const string Nobody = "";

    public override async Task<Hook> CreateHook(CreateHookRequest request, ServerCallContext context)
    {
        var exercise = exercises.Get(request.Parent, "parent");
        if (!ResourceNames.IsExerciseId(request.HookId))
            throw Fault.InvalidField(
                "hook_id", $"is not 1 to {ResourceNames.ExerciseIdLength} of [a-z0-9-], beginning with a letter");
        if (request.Hook is null)
            throw Fault.InvalidField("hook", "is needed");
        var definition = HookMessages.Encode(HookCheck.Checked(request.Hook));
        var name = HookMessages.NameOf(exercise.Id, request.HookId);
        try
        {
            var made = await notifier.CreateAsync(exercise, request.HookId, definition, context.CancellationToken)
                ?? throw Fault.AlreadyExists(FaultReasons.HookExists, name);
            await NoteAsync(exercise.Id, "add hook", name, context.CancellationToken);
            return HookMessages.WithoutSecrets(made.Hook);
        }
        catch (TooManyHooksException e)
        {
            throw Fault.TooMuch(FaultReasons.TooManyHooks, e.Message);
        }
    }

    public override async Task<Hook> GetHook(GetHookRequest request, ServerCallContext context) =>
        HookMessages.WithoutSecrets((await FindAsync(request.Name, "name", context.CancellationToken)).Hook);

    public override async Task<ListHooksResponse> ListHooks(ListHooksRequest request, ServerCallContext context)
    {
        var exercise = exercises.Get(request.Parent, "parent");
        var size = PageToken.SizeOf(request.PageSize);
        var question = new ListHooksRequest { Parent = request.Parent };
        var after = PageToken.Decode(request.PageToken, question);
        var left = (await notifier.ListAsync(exercise.Id, context.CancellationToken))
            .Where(runner => after is null || string.CompareOrdinal(runner.Hook.Name, after) > 0).ToList();
        var response = new ListHooksResponse
        {
            Hooks = { left.Take(size).Select(runner => HookMessages.WithoutSecrets(runner.Hook)) },
        };
        if (left.Count > size)
            response.NextPageToken = PageToken.Encode(question, response.Hooks[^1].Name);
        return response;
    }

    public override async Task<Empty> DeleteHook(DeleteHookRequest request, ServerCallContext context)
    {
        var (exerciseId, id) = ResourceNames.ParseChild(request.Name, "hooks", "name");
        exercises.GetById(exerciseId);
        if (!await notifier.DeleteAsync(exerciseId, id, context.CancellationToken))
            throw Fault.NotFound(FaultReasons.HookNotFound, request.Name);
        await NoteAsync(exerciseId, "delete hook", request.Name, context.CancellationToken);
        return new Empty();
    }

    public override async Task<TestHookResponse> TestHook(TestHookRequest request, ServerCallContext context)
    {
        var runner = await FindAsync(request.Name, "name", context.CancellationToken);
        var (id, sent) = await runner.TestAsync(context.CancellationToken);
        return new TestHookResponse
        {
            EventId = id,
            Delivered = sent.IsTaken,
            Attempt = HookMessages.ToMessage(sent.ToAttempt(1)),
        };
    }

    public override async Task<ListHookDeliveriesResponse> ListHookDeliveries(
        ListHookDeliveriesRequest request, ServerCallContext context)
    {
        var runner = await FindAsync(request.Parent, "parent", context.CancellationToken);
        var (exerciseId, id) = ResourceNames.ParseChild(request.Parent, "hooks", "parent");
        var size = PageToken.SizeOf(request.PageSize);
        var question = new ListHookDeliveriesRequest(request) { PageSize = 0, PageToken = "" };
        var before = PageToken.Decode(request.PageToken, question) is { } key
            ? long.Parse(key, CultureInfo.InvariantCulture)
            : (long?)null;
        var state = GapFilter.EnumOf<Storage.HookDeliveryState>((int)request.State, "state");
        var rows = await ledger.ReadHookDeliveriesAsync(
            exerciseId, id, state, before, size + 1, context.CancellationToken);
        var response = new ListHookDeliveriesResponse
        {
            Deliveries = { rows.Take(size).Select(row => HookMessages.ToMessage(runner.Hook.Name, row)) },
        };
        if (rows.Count > size)
            response.NextPageToken = PageToken.Encode(
                question, rows[size - 1].No.ToString(CultureInfo.InvariantCulture));
        return response;
    }

    private async Task<HookRunner> FindAsync(string name, string field, CancellationToken cancellationToken)
    {
        var (exerciseId, id) = ResourceNames.ParseChild(name, "hooks", field);
        exercises.GetById(exerciseId);
        return await notifier.FindAsync(exerciseId, id, cancellationToken)
            ?? throw Fault.NotFound(FaultReasons.HookNotFound, name);
    }

    private Task NoteAsync(string exerciseId, string action, string name, CancellationToken cancellationToken) =>
        ledger.AppendAuditAsync(
            exerciseId, TimeUs.From(time.GetUtcNow()), Nobody, action, name, cancellationToken);
}
