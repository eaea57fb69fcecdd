namespace Hivemind.Tenancy.Tests;

/// <summary>An owner's rights are computed from <see cref="Tenant.OwnerId"/>, never stored.</summary>
public sealed class OwnerTests : IAsyncLifetime
{
    private static readonly Permission DeletePods = new("pods", "delete");
    private static readonly PermissionScope Own = PermissionScope.Tenant(Some.TenantId);

    private readonly TenancyHost _host = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _host.CreateAsync("acme", namespaces: "web");
        await _host.CreateAsync("globex", "other-owner", "globex-web");
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Owner_may_everything_in_the_own_tenant_and_nothing_elsewhere()
    {
        foreach (PermissionScope scope in new[] { Own, PermissionScope.Namespace(Some.TenantId, "web"), PermissionScope.Resource(Some.TenantId, "web", "api") })
        {
            (await May(Some.Owner, DeletePods, scope)).Should().BeTrue();
            (await May(Some.Owner, new Permission("*", "*"), scope)).Should().BeTrue();
        }

        foreach (PermissionScope scope in new[]
        {
            PermissionScope.Global,
            PermissionScope.Tenant(Some.OtherTenantId),
            PermissionScope.Namespace(Some.OtherTenantId, "globex-web"),
            PermissionScope.Namespace(Some.TenantId, "globex-web"),
            PermissionScope.Resource(Some.TenantId, "none", "api"),
        })
        {
            (await May(Some.Owner, DeletePods, scope)).Should().BeFalse(scope.ToString());
        }
    }

    [Fact]
    public async Task Ownership_is_no_binding()
    {
        (await _host.Access.ListBindingsAsync(null, Cancellation)).Should().BeEmpty();
        (await _host.Rbac.GetScopesAsync(Some.Owner, Cancellation)).Scopes.Should().BeEmpty();
        (await _host.Rbac.IsGrantedAsync(Some.Owner, DeletePods, Own, Cancellation)).Should().BeFalse("it is not the provider's business");
    }

    [Fact]
    public async Task New_owner_has_all_at_once_and_the_former_nothing()
    {
        TenantContext former = await _host.Tenants.GetTenantContextAsync(Some.Owner, Some.TenantId, Cancellation);

        await ChangeOwner("new-owner");

        (await _host.Access.CheckTenantAccessAsync("new-owner", Some.TenantId, Cancellation)).Should().BeTrue();
        (await May("new-owner", DeletePods, Own)).Should().BeTrue();
        (await _host.Access.GetAccessibleTenantsAsync("new-owner", Cancellation)).Should().ContainSingle();
        (await _host.Access.CheckTenantAccessAsync(Some.Owner, Some.TenantId, Cancellation)).Should().BeFalse();
        (await May(Some.Owner, DeletePods, Own)).Should().BeFalse();
        (await _host.Access.GetAccessibleTenantsAsync(Some.Owner, Cancellation)).Should().BeEmpty();
        (await _host.Access.ExplainAccessAsync(Some.Owner, Some.TenantId, Cancellation)).IsGranted.Should().BeFalse();
        using (former.Enter())
        {
            Func<Task> describe = async () => await _host.Tenants.UpdateTenantAsync(Some.TenantId, t => t with { Description = "mine" }, null, Cancellation);
            await describe.Should().ThrowAsync<TenantAccessDeniedException>("a context is no right");
        }
    }

    [Fact]
    public async Task Former_owner_keeps_what_is_bound()
    {
        await _host.BindAsync(Some.Owner, BuiltInRoles.TenantViewer);

        await ChangeOwner("new-owner");

        (await _host.Access.CheckTenantAccessAsync(Some.Owner, Some.TenantId, Cancellation)).Should().BeTrue();
        (await May(Some.Owner, DeletePods, Own)).Should().BeFalse();
        (await May(Some.Owner, new Permission("pods", "read"), Own)).Should().BeTrue();
    }

    [Fact]
    public async Task Owner_of_many_tenants_finds_them_all_in_order()
    {
        foreach (int i in Enumerable.Range(0, TenancyLimits.PageSize + 1).Reverse())
        {
            await _host.CreateAsync($"many-{i:0000}", "collector");
        }

        await _host.BindAsync("collector", BuiltInRoles.TenantViewer);
        await _host.BindAsync("collector", BuiltInRoles.TenantViewer, PermissionScope.Tenant(TenantId.Parse("many-0500")));

        IReadOnlyList<Tenant> found = await _host.Access.GetAccessibleTenantsAsync("collector", Cancellation);

        found.Should().HaveCount(TenancyLimits.PageSize + 2).And.OnlyHaveUniqueItems().And.BeInAscendingOrder(t => t.Id);
        found[0].Id.Should().Be(Some.TenantId);
        await _host.BindAsync("collector", BuiltInRoles.TenantViewer, PermissionScope.Global);
        (await _host.Access.GetAccessibleTenantsAsync("collector", Cancellation)).Should().HaveCount(TenancyLimits.PageSize + 3);
    }

    private async Task<bool> May(string user, Permission permission, PermissionScope scope) =>
        await _host.Access.CheckPermissionAsync(user, permission, scope, Cancellation);

    private async Task ChangeOwner(string owner) =>
        await _host.Tenants.UpdateTenantAsync(Some.TenantId, t => t with { OwnerId = owner }, null, Cancellation);
}
