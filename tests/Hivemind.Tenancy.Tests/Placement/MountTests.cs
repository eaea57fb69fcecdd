namespace Hivemind.Tenancy.Tests;

public sealed class MountTests : NodeOrVolumeTests
{
    private static readonly Dictionary<string, Volume> Volumes = new()
    {
        ["shared"] = new Volume("volume-1"),
        ["own"] = new Volume("volume-2", Some.TenantId),
        ["another's"] = new Volume("volume-3", Some.OtherTenantId),
    };

    [Fact]
    public void CanMount_gives_its_reason()
    {
        Reason(IsolationLevel.Soft, "shared").Should().ContainAll("volume-1", "shared");
        Reason(IsolationLevel.Soft, "own").Should().ContainAll("volume-2", "acme");
        Reason(IsolationLevel.Hard, "shared").Should().ContainAll("acme", "only", "volume-1");
    }

    [Fact]
    public void CanMount_of_null_is_refused()
    {
        ((Action)(() => TenantIsolation.CanMount(null!, Volumes["shared"]))).Should().Throw<ArgumentNullException>();
        ((Action)(() => TenantIsolation.CanMount(Some.Tenant(), null!))).Should().Throw<ArgumentNullException>();
    }

    protected override IsolationVerdict Ask(Tenant tenant, string thing) => TenantIsolation.CanMount(tenant, Volumes[thing]);

    protected override IsolationBoundary BoundaryOf(IsolationSettings settings) => settings.Storage;
}
