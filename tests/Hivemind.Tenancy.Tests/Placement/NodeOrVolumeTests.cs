namespace Hivemind.Tenancy.Tests;

/// <summary>What placing on nodes and mounting volumes have in common: both are shared, the tenant's own, or another's.</summary>
public abstract class NodeOrVolumeTests
{
    private static readonly string[] Things = ["shared", "own", "another's"];

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
    public void Verdict_by_named_level(string level, string thing, bool allowed) =>
        Ask(Some.Tenant(level: Levels.All[level]), thing).IsAllowed.Should().Be(allowed);

    [Theory]
    [InlineData(IsolationBoundary.Own, "shared", false)]
    [InlineData(IsolationBoundary.Own, "own", true)]
    [InlineData(IsolationBoundary.Own, "another's", false)]
    [InlineData(IsolationBoundary.Shared, "shared", true)]
    [InlineData(IsolationBoundary.Shared, "own", true)]
    [InlineData(IsolationBoundary.Shared, "another's", false)]
    public void Verdict_by_the_boundary_alone_at_every_level(IsolationBoundary boundary, string thing, bool allowed)
    {
        IsolationLevel[] levels = [.. Levels.All.Values.Where(l => BoundaryOf(l.Settings) == boundary)];

        levels.Should().HaveCountGreaterThan(8);
        levels.Should().OnlyContain(level => Ask(Some.Tenant("acme", level, TenantStatus.Active), thing).IsAllowed == allowed);
    }

    [Theory]
    [MemberData(nameof(Levels.Names), MemberType = typeof(Levels))]
    public void Tenant_that_is_not_active_is_denied_everywhere(string level)
    {
        foreach (TenantStatus status in Enum.GetValues<TenantStatus>().Where(s => s != TenantStatus.Active))
        {
            foreach (string thing in Things)
            {
                IsolationVerdict verdict = Ask(Some.Tenant("acme", Levels.All[level], status), thing);

                verdict.IsAllowed.Should().BeFalse();
                verdict.Reason.Should().ContainAll("acme", status.ToString());
            }
        }
    }

    [Theory]
    [MemberData(nameof(Levels.Names), MemberType = typeof(Levels))]
    public void Reason_does_not_say_whose_it_is(string level) =>
        Reason(Levels.All[level], "another's").Should().Contain("-3").And.NotContain(Some.OtherTenantId.Value);

    /// <summary>The verdict over the thing that is "shared" (its name ends in 1), "own" (2) or "another's" (3).</summary>
    protected abstract IsolationVerdict Ask(Tenant tenant, string thing);

    /// <summary>Which of the settings decides.</summary>
    protected abstract IsolationBoundary BoundaryOf(IsolationSettings settings);

    protected string Reason(IsolationLevel level, string thing) => Ask(Some.Tenant("acme", level, TenantStatus.Active), thing).Reason;
}
