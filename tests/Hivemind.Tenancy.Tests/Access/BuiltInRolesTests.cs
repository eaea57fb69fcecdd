namespace Hivemind.Tenancy.Tests;

public sealed class BuiltInRolesTests
{
    [Fact]
    public void All_are_the_four_of_the_design() =>
        BuiltInRoles.All.Select(r => r.Id).Should().Equal("platform-admin", "tenant-admin", "tenant-operator", "tenant-viewer");

    [Theory]
    [InlineData("platform-admin", "*:*")]
    [InlineData("tenant-admin", "*:*")]
    [InlineData("tenant-operator", "*:deploy *:read *:restart *:scale *:stop")]
    [InlineData("tenant-viewer", "*:read")]
    public void Role_grants(string role, string permissions) =>
        string.Join(' ', BuiltInRoles.All.Single(r => r.Id == role).Permissions).Should().Be(permissions);

    [Theory]
    [InlineData("platform-admin", true)]
    [InlineData("tenant-admin", true)]
    [InlineData("tenant-operator", false)]
    [InlineData("tenant-viewer", false)]
    public void Role_may_change_tenants_quotas_roles_and_bindings(string role, bool may)
    {
        Permission[] changes =
        [
            TenancyPermissions.CreateTenant, TenancyPermissions.UpdateTenant, TenancyPermissions.SuspendTenant, TenancyPermissions.DeleteTenant,
            TenancyPermissions.UpdateAllocations, TenancyPermissions.UpdateQuotas, TenancyPermissions.UpdateBindings, TenancyPermissions.UpdateRoles, TenancyPermissions.UpdateGroups,
        ];

        changes.Should().OnlyContain(change => BuiltInRoles.All.Single(r => r.Id == role).Permissions.Any(p => p.Covers(change)) == may);
    }

    [Fact]
    public void Every_role_reads_what_the_managers_show()
    {
        Permission[] reads = [TenancyPermissions.ReadTenants, TenancyPermissions.ReadEvents, TenancyPermissions.ReadUsage, TenancyPermissions.ReadPlans, TenancyPermissions.ReadBindings, TenancyPermissions.ReadGroups];

        BuiltInRoles.All.Should().OnlyContain(r => reads.All(read => r.Permissions.Any(p => p.Covers(read))));
    }

    [Theory]
    [InlineData(nameof(TenancyPermissions.ReadTenants), "tenants:read")]
    [InlineData(nameof(TenancyPermissions.UpdateAllocations), "allocations:update")]
    [InlineData(nameof(TenancyPermissions.CreateTenant), "tenants:create")]
    [InlineData(nameof(TenancyPermissions.UpdateTenant), "tenants:update")]
    [InlineData(nameof(TenancyPermissions.SuspendTenant), "tenants:suspend")]
    [InlineData(nameof(TenancyPermissions.DeleteTenant), "tenants:delete")]
    [InlineData(nameof(TenancyPermissions.UpdateQuotas), "quotas:update")]
    [InlineData(nameof(TenancyPermissions.ReadEvents), "events:read")]
    [InlineData(nameof(TenancyPermissions.ReadUsage), "usage:read")]
    [InlineData(nameof(TenancyPermissions.UpdateBudgets), "budgets:update")]
    [InlineData(nameof(TenancyPermissions.UpdateConsumption), "consumption:update")]
    [InlineData(nameof(TenancyPermissions.ReadPlans), "plans:read")]
    [InlineData(nameof(TenancyPermissions.UpdatePlans), "plans:update")]
    [InlineData(nameof(TenancyPermissions.ApplyPlans), "plans:apply")]
    [InlineData(nameof(TenancyPermissions.ReadBindings), "role-bindings:read")]
    [InlineData(nameof(TenancyPermissions.UpdateBindings), "role-bindings:update")]
    [InlineData(nameof(TenancyPermissions.UpdateRoles), "roles:update")]
    [InlineData(nameof(TenancyPermissions.ReadGroups), "groups:read")]
    [InlineData(nameof(TenancyPermissions.UpdateGroups), "groups:update")]
    public void Permission_of_the_managers_keeps_its_text_because_hosts_store_it(string name, string text) =>
        typeof(TenancyPermissions).GetProperty(name)!.GetValue(null)!.ToString().Should().Be(text);

    [Fact]
    public void Permissions_of_the_managers_are_all_in_the_table_above_and_differ() =>
        typeof(TenancyPermissions).GetProperties().Where(p => p.PropertyType == typeof(Permission)).Select(p => p.GetValue(null)).Should().HaveCount(19).And.OnlyHaveUniqueItems();

    [Fact]
    public void Explanation_is_granted_when_there_is_a_grant()
    {
        AccessGrant grant = new(AccessGrantKind.Binding, PermissionScope.Global, "tenant-viewer", "developers");
        List<AccessGrant> given = [grant];

        AccessExplanation granted = new(Some.User, TenancyPermissions.ReadEvents, PermissionScope.Tenant(Some.TenantId), given, "because");
        AccessExplanation denied = new(Some.User, null, PermissionScope.Tenant(Some.TenantId), [], "nothing reaches it");
        given.Clear();

        granted.IsGranted.Should().BeTrue();
        granted.Grants.Should().Equal(grant);
        granted.Permission.Should().Be(TenancyPermissions.ReadEvents);
        denied.IsGranted.Should().BeFalse();
        denied.Permission.Should().BeNull();
        denied.Reason.Should().Be("nothing reaches it");
    }
}
