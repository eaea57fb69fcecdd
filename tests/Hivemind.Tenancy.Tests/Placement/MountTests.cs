namespace Hivemind.Tenancy.Tests;

public sealed class MountTests
{
    private static readonly Dictionary<string, Volume> Volumes = new()
    {
        ["shared"] = new Volume("volume-1"),
        ["own"] = new Volume("volume-2", Some.TenantId),
        ["another's"] = new Volume("volume-3", Some.OtherTenantId),
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
    public void CanMount_by_named_level_and_volume(string level, string volume, bool allowed) =>
        TenantIsolation.CanMount(Some.Tenant(level: Levels.All[level]), Volumes[volume]).IsAllowed.Should().Be(allowed);

    [Theory]
    [InlineData(IsolationBoundary.Own, "shared", false)]
    [InlineData(IsolationBoundary.Own, "own", true)]
    [InlineData(IsolationBoundary.Own, "another's", false)]
    [InlineData(IsolationBoundary.Shared, "shared", true)]
    [InlineData(IsolationBoundary.Shared, "own", true)]
    [InlineData(IsolationBoundary.Shared, "another's", false)]
    public void CanMount_by_storage_boundary_and_volume_whatever_else_is_set(IsolationBoundary storage, string volume, bool allowed)
    {
        IsolationLevel[] levels = [.. Levels.All.Values.Where(l => l.Settings.Storage == storage)];

        levels.Should().HaveCountGreaterThan(8);
        levels.Should().OnlyContain(level => TenantIsolation.CanMount(Some.Tenant("acme", level, TenantStatus.Active), Volumes[volume]).IsAllowed == allowed);
    }

    [Fact]
    public void CanMount_of_a_tenant_that_is_not_active_is_denied_for_every_volume()
    {
        foreach (TenantStatus status in Enum.GetValues<TenantStatus>().Where(s => s != TenantStatus.Active))
        {
            foreach (Volume volume in Volumes.Values)
            {
                IsolationVerdict verdict = TenantIsolation.CanMount(Some.Tenant(status: status), volume);

                verdict.IsAllowed.Should().BeFalse();
                verdict.Reason.Should().ContainAll("acme", status.ToString());
            }
        }
    }

    [Fact]
    public void CanMount_gives_its_reason_and_does_not_tell_whose_a_volume_is()
    {
        Reason(IsolationLevel.Soft, "shared").Should().ContainAll("volume-1", "shared");
        Reason(IsolationLevel.Soft, "own").Should().ContainAll("volume-2", "acme");
        Reason(IsolationLevel.Hard, "shared").Should().ContainAll("acme", "only", "volume-1");
        Reason(IsolationLevel.Soft, "another's").Should().Contain("volume-3").And.NotContain(Some.OtherTenantId.Value);
    }

    [Fact]
    public void CanMount_of_null_is_refused()
    {
        ((Action)(() => TenantIsolation.CanMount(null!, Volumes["shared"]))).Should().Throw<ArgumentNullException>();
        ((Action)(() => TenantIsolation.CanMount(Some.Tenant(), null!))).Should().Throw<ArgumentNullException>();
    }

    private static string Reason(IsolationLevel level, string volume) => TenantIsolation.CanMount(Some.Tenant(level: level), Volumes[volume]).Reason;
}
