using Domain = Telemetry.Core.Gaps;
using V1 = Patrol.Telemetry.V1;

namespace Telemetry.Server.Tests.Query;

/// <summary>The domain's enums are cast to the contract's: each value must be there under the same name.</summary>
public sealed class ContractEnumsTests
{
    [Fact]
    public void Values_OfTheDomain_AreTheContracts()
    {
        AssertSame<Domain.GapKind, V1.GapKind>();
        AssertSame<Domain.GapState, V1.GapState>();
        AssertSame<Domain.Certainty, V1.Certainty>();
        AssertSame<Domain.CloseReason, V1.CloseReason>();
        AssertSame<Domain.RevisionCause, V1.RevisionCause>();
        AssertSame<Domain.Evidence.AttendanceFault, V1.AttendanceFault>();
        AssertSame<Core.Tracks.UnusedReason, V1.UnusedReason>();
    }

    private static void AssertSame<TDomain, TContract>()
        where TDomain : struct, Enum
        where TContract : struct, Enum
    {
        var domain = Enum.GetValues<TDomain>().Select(value => (Convert.ToInt32(value), value.ToString()));
        var contract = Enum.GetValues<TContract>().Select(value => (Convert.ToInt32(value), value.ToString()));
        Assert.Equal(domain, contract.Where(value => value.Item1 != 0));
    }
}
