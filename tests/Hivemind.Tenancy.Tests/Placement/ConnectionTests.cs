namespace Hivemind.Tenancy.Tests;

public sealed class ConnectionTests
{
    [Theory]
    [InlineData("Hard", "Hard", false)]
    [InlineData("Hard", "Soft", false)]
    [InlineData("Hard", "NetworkOnly", false)]
    [InlineData("Soft", "Hard", false)]
    [InlineData("Soft", "Soft", true)]
    [InlineData("Soft", "NetworkOnly", false)]
    [InlineData("NetworkOnly", "Hard", false)]
    [InlineData("NetworkOnly", "Soft", false)]
    [InlineData("NetworkOnly", "NetworkOnly", false)]
    public void CanConnect_between_tenants_by_named_level(string from, string to, bool allowed) =>
        Between(from, to).IsAllowed.Should().Be(allowed);

    [Theory]
    [MemberData(nameof(Levels.Names), MemberType = typeof(Levels))]
    public void CanConnect_between_tenants_only_when_both_share_the_network_and_so_in_both_directions_or_none(string from)
    {
        foreach (string to in Levels.All.Keys)
        {
            bool bothShare = new[] { from, to }.All(level => Levels.All[level].Settings.Network == IsolationBoundary.Shared);

            Between(from, to).IsAllowed.Should().Be(bothShare, "{0} to {1}", from, to);
            Between(to, from).IsAllowed.Should().Be(bothShare, "{0} to {1}", to, from);
        }
    }

    [Theory]
    [MemberData(nameof(Levels.Names), MemberType = typeof(Levels))]
    public void CanConnect_within_a_tenant_always(string level)
    {
        Tenant tenant = Some.Tenant("acme", Levels.All[level], TenantStatus.Active);

        TenantIsolation.CanConnect(tenant, tenant).IsAllowed.Should().BeTrue();
        TenantIsolation.CanConnect(tenant, tenant with { Version = 2, IsolationLevel = IsolationLevel.Hard }).IsAllowed.Should().BeTrue("it is the same tenant");
    }

    [Fact]
    public void CanConnect_needs_both_tenants_active()
    {
        foreach (TenantStatus from in Enum.GetValues<TenantStatus>())
        {
            foreach (TenantStatus to in Enum.GetValues<TenantStatus>())
            {
                IsolationVerdict verdict = TenantIsolation.CanConnect(Some.Tenant("acme", status: from), Some.Tenant("globex", status: to));

                verdict.IsAllowed.Should().Be((from, to) == (TenantStatus.Active, TenantStatus.Active), "{0} to {1}", from, to);
            }
        }
    }

    [Fact]
    public void CanConnect_gives_its_reason_for_each_direction()
    {
        Between("Soft", "Soft").Reason.Should().Contain("share");
        Between("NetworkOnly", "Soft").Reason.Should().ContainAll("acme", "own", "leave");
        Between("Soft", "NetworkOnly").Reason.Should().ContainAll("globex", "own", "in");
        TenantIsolation.CanConnect(Some.Tenant(), Some.Tenant()).Reason.Should().Contain("same tenant");
        TenantIsolation.CanConnect(Some.Tenant(), Some.Tenant("globex", status: TenantStatus.Suspended)).Reason.Should().ContainAll("globex", "Suspended");
    }

    [Fact]
    public void CanConnect_of_null_is_refused()
    {
        ((Action)(() => TenantIsolation.CanConnect(null!, Some.Tenant()))).Should().Throw<ArgumentNullException>();
        ((Action)(() => TenantIsolation.CanConnect(Some.Tenant(), null!))).Should().Throw<ArgumentNullException>();
    }

    private static IsolationVerdict Between(string from, string to) => TenantIsolation.CanConnect(
        Some.Tenant("acme", Levels.All[from], TenantStatus.Active), Some.Tenant("globex", Levels.All[to], TenantStatus.Active));
}
