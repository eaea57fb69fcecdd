namespace Hivemind.Tenancy.Tests;

public sealed class PlacementTests
{
    private static readonly Dictionary<string, Node> Nodes = new()
    {
        ["shared"] = new Node("node-1"),
        ["own"] = new Node("node-2", Some.TenantId),
        ["another's"] = new Node("node-3", Some.OtherTenantId),
    };

    [Theory]
    [InlineData("Hard", "shared", false)]
    [InlineData("Hard", "own", true)]
    [InlineData("Hard", "another's", false)]
    [InlineData("Soft", "shared", true)]
    [InlineData("Soft", "own", true)]
    [InlineData("Soft", "another's", false)]
    [InlineData("NetworkOnly", "shared", true)]
    [InlineData("NetworkOnly", "own", true)]
    [InlineData("NetworkOnly", "another's", false)]
    public void CanPlace_by_named_level_and_node(string level, string node, bool allowed) =>
        TenantIsolation.CanPlace(Some.Tenant(level: Levels.All[level]), Nodes[node]).IsAllowed.Should().Be(allowed);

    [Theory]
    [InlineData(IsolationBoundary.Own, "shared", false)]
    [InlineData(IsolationBoundary.Own, "own", true)]
    [InlineData(IsolationBoundary.Own, "another's", false)]
    [InlineData(IsolationBoundary.Shared, "shared", true)]
    [InlineData(IsolationBoundary.Shared, "own", true)]
    [InlineData(IsolationBoundary.Shared, "another's", false)]
    public void CanPlace_by_compute_boundary_and_node_whatever_else_is_set(IsolationBoundary compute, string node, bool allowed)
    {
        IsolationLevel[] levels = [.. Levels.All.Values.Where(l => l.Settings.Compute == compute)];

        levels.Should().HaveCountGreaterThan(8);
        levels.Should().OnlyContain(level => TenantIsolation.CanPlace(Some.Tenant("acme", level, TenantStatus.Active), Nodes[node]).IsAllowed == allowed);
    }

    [Theory]
    [MemberData(nameof(Levels.Names), MemberType = typeof(Levels))]
    public void CanPlace_of_a_tenant_that_is_not_active_is_denied_everywhere(string level)
    {
        foreach (TenantStatus status in Enum.GetValues<TenantStatus>().Where(s => s != TenantStatus.Active))
        {
            foreach (Node node in Nodes.Values)
            {
                IsolationVerdict verdict = TenantIsolation.CanPlace(Some.Tenant("acme", Levels.All[level], status), node);

                verdict.IsAllowed.Should().BeFalse();
                verdict.Reason.Should().ContainAll("acme", status.ToString());
            }
        }
    }

    [Fact]
    public void CanPlace_gives_its_reason()
    {
        Reason(IsolationLevel.Soft, "shared").Should().ContainAll("node-1", "shared");
        Reason(IsolationLevel.Soft, "own").Should().ContainAll("node-2", "dedicated", "acme");
        Reason(IsolationLevel.Hard, "shared").Should().ContainAll("acme", "only", "dedicated", "node-1");
    }

    [Fact]
    public void CanPlace_does_not_tell_to_whom_a_node_is_dedicated() =>
        Levels.All.Values.Should().OnlyContain(level => !Reason(level, "another's").Contains(Some.OtherTenantId.Value));

    [Fact]
    public void CanPlace_of_null_is_refused()
    {
        ((Action)(() => TenantIsolation.CanPlace(null!, Nodes["shared"]))).Should().Throw<ArgumentNullException>();
        ((Action)(() => TenantIsolation.CanPlace(Some.Tenant(), null!))).Should().Throw<ArgumentNullException>();
    }

    private static string Reason(IsolationLevel level, string node) => TenantIsolation.CanPlace(Some.Tenant("acme", level, TenantStatus.Active), Nodes[node]).Reason;
}
