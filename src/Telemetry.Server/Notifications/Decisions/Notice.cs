using Patrol.Telemetry.V1;

namespace Telemetry.Server.Notifications.Decisions;

/// <summary>One event as a hook is told of it.</summary>
/// <param name="Id">Derived from hook, gap and revision: the same whenever it is derived.</param>
/// <param name="TimeUs">When it was recorded.</param>
internal sealed record Notice(string Id, HookEvent What, long TimeUs, Gap Gap);
