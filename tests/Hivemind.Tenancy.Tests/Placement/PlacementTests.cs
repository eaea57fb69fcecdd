namespace Hivemind.Tenancy.Tests;

public sealed class PlacementTests : NodeOrVolumeTests
{
    private static readonly Dictionary<string, Node> Nodes = new()
    {
        ["shared"] = new Node("node-1"),
        ["own"] = new Node("node-2", Some.TenantId),
        ["another's"] = new Node("node-3", Some.OtherTenantId),
    };

    [Fact]
    public void CanPlace_gives_its_reason()
    {
        Reason(IsolationLevel.Soft, "shared").Should().ContainAll("node-1", "shared");
        Reason(IsolationLevel.Soft, "own").Should().ContainAll("node-2", "dedicated", "acme");
        Reason(IsolationLevel.Hard, "shared").Should().ContainAll("acme", "only", "dedicated", "node-1");
    }

    [Fact]
    public void CanPlace_of_null_is_refused()
    {
        ((Action)(() => TenantIsolation.CanPlace(null!, Nodes["shared"]))).Should().Throw<ArgumentNullException>();
        ((Action)(() => TenantIsolation.CanPlace(Some.Tenant(), null!))).Should().Throw<ArgumentNullException>();
    }

    protected override IsolationVerdict Ask(Tenant tenant, string thing) => TenantIsolation.CanPlace(tenant, Nodes[thing]);

    protected override IsolationBoundary BoundaryOf(IsolationSettings settings) => settings.Compute;
}
