namespace Hivemind.Tenancy.Tests;

/// <summary><c>default(TenantId)</c> names nobody: it cannot be used, and it is refused wherever an id is given.</summary>
public sealed class TenantIdDefaultTests
{
    private static readonly Dictionary<string, Action> Doors = new()
    {
        ["Tenant.Id"] = () => _ = Some.Tenant() with { Id = default },
        ["TenantSpec.Id"] = () => _ = Some.Spec() with { Id = default },
        ["TenantQuery.After"] = () => _ = new TenantQuery { After = default(TenantId) },
        ["TenantContext"] = () => _ = new TenantContext(default(TenantId), Some.User),
        ["TenantContextClaim"] = () => _ = new TenantContextClaim(default, Some.User, Some.Uid),
        ["PermissionScope.Tenant"] = () => _ = PermissionScope.Tenant(default(TenantId)),
        ["PermissionScope.Namespace"] = () => _ = PermissionScope.Namespace(default(TenantId), "web"),
        ["PermissionScope.Resource"] = () => _ = PermissionScope.Resource(default(TenantId), "web", "api"),
        ["RoleBindingQuery.Tenant"] = () => _ = new RoleBindingQuery { Tenant = default(TenantId) },
        ["Node.DedicatedTo"] = () => _ = new Node("node-1", default(TenantId)),
        ["Volume.OwnedBy"] = () => _ = new Volume("volume-1", default(TenantId)),
        ["TenantUsage"] = () => _ = new TenantUsage(default, Some.Uid, Some.Time, [], 0, 0, null),
    };

    public static TheoryData<string> DoorNames => [.. Doors.Keys];

    [Theory]
    [MemberData(nameof(DoorNames))]
    public void Default_is_refused_where_a_tenant_id_is_given(string door) =>
        Doors[door].Should().Throw<ArgumentException>().WithMessage("*default(Tenant*)*TenantId*");

    [Fact]
    public void Value_of_default_throws()
    {
        Func<string> act = () => default(TenantId).Value;

        act.Should().Throw<InvalidOperationException>().WithMessage("*default(TenantId)*");
    }

    [Fact]
    public void Default_is_default_and_empty()
    {
        default(TenantId).IsDefault.Should().BeTrue();
        default(TenantId).ToString().Should().BeEmpty();
    }

    [Fact]
    public void Default_equals_itself_and_no_other()
    {
        default(TenantId).Should().Be(new TenantId());
        default(TenantId).GetHashCode().Should().Be(new TenantId().GetHashCode());
        default(TenantId).Should().NotBe(TenantId.Parse("0"));
        (default == TenantId.Parse("a")).Should().BeFalse();
    }
}
