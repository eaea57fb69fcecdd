namespace Hivemind.Tenancy.Tests;

/// <summary>What belonged to a former tenant of the id is another's to the one made again.</summary>
public sealed class FormerTenantTests
{
    private static readonly Tenant Current = Some.Tenant();
    private static readonly Tenant Former = Current with { Uid = TenantUid.NewUid() };

    [Fact]
    public void Its_volume_is_refused()
    {
        IsolationVerdict verdict = TenantIsolation.CanMount(Current, new Volume("data", Former));

        verdict.IsAllowed.Should().BeFalse();
        verdict.Reason.Should().Contain("another tenant of the id 'acme'");
        TenantIsolation.CanMount(Current, new Volume("data", Current)).IsAllowed.Should().BeTrue();
        TenantIsolation.CanMount(Current, new Volume("data", Current.Id)).IsAllowed.Should().BeTrue("an owner without a uid is whoever holds the id");
    }

    [Fact]
    public void Its_node_is_refused()
    {
        IsolationVerdict verdict = TenantIsolation.CanPlace(Current, new Node("node-1", Former));

        verdict.IsAllowed.Should().BeFalse();
        verdict.Reason.Should().Contain("another tenant of the id 'acme'");
        TenantIsolation.CanPlace(Current, new Node("node-1", Current)).IsAllowed.Should().BeTrue();
        TenantIsolation.CanPlace(Current, new Node("node-1", Current.Id)).IsAllowed.Should().BeTrue("an owner without a uid is whoever holds the id");
    }

    [Fact]
    public void Its_workload_is_refused_in_both_directions()
    {
        foreach (IsolationVerdict verdict in new[] { TenantIsolation.CanConnect(Current, Former), TenantIsolation.CanConnect(Former, Current) })
        {
            verdict.IsAllowed.Should().BeFalse("though both share the network");
            verdict.Reason.Should().Contain("two tenants of the id 'acme'");
        }

        TenantIsolation.CanConnect(Current, Current with { Version = 2 }).IsAllowed.Should().BeTrue();
    }

    [Fact]
    public void What_still_runs_with_it_is_a_violation()
    {
        RunningWorkload workload = new() { Name = "api", Node = new Node("node-1", Former), Volumes = [new Volume("data", Former)], NetworkPeers = [Former] };

        TenantIsolation.FindViolations(Current, [workload]).Select(v => v.Aspect)
            .Should().BeEquivalentTo([IsolationAspect.Compute, IsolationAspect.Storage, IsolationAspect.Network]);
    }
}
