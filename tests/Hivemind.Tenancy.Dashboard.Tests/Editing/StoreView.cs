namespace Hivemind.Tenancy.Dashboard.Tests;

/// <summary>What is in the store, whatever pages say, and changes that others make.</summary>
internal static class StoreView
{
    public static async Task<Tenant> StoredAsync(this DashboardHost host, string id)
    {
        using TenantScope scope = TenantContext.System("test", "looks").Enter();
        return await host.Tenants.GetTenantAsync(TenantId.Parse(id), TestContext.Current.CancellationToken);
    }

    public static async Task<Tenant?> FindStoredAsync(this DashboardHost host, string id)
    {
        using TenantScope scope = TenantContext.System("test", "looks").Enter();
        return await host.Tenants.FindTenantAsync(TenantId.Parse(id), TestContext.Current.CancellationToken);
    }

    public static async Task<QuotaGrace?> GraceAsync(this DashboardHost host, string id)
    {
        using TenantScope scope = TenantContext.System("test", "looks").Enter();
        return (await host.Quotas.GetUsageAsync(TenantId.Parse(id), TestContext.Current.CancellationToken)).Grace;
    }

    /// <summary>A user changes the tenant elsewhere.</summary>
    public static async Task ChangeAsync(this DashboardHost host, string user, string id, Func<Tenant, Tenant> change)
    {
        using TenantScope scope = TenantContext.User(user).Enter();
        await host.Tenants.UpdateTenantAsync(TenantId.Parse(id), change, cancellationToken: TestContext.Current.CancellationToken);
    }

    /// <summary>Gives a user a role.</summary>
    public static async Task BindAsync(this DashboardHost host, string user, string role, PermissionScope scope)
    {
        using TenantScope entered = TenantContext.System("test", "binds").Enter();
        await host.Access.BindRoleAsync(new RoleBinding(RoleSubject.User(user), role, scope), TestContext.Current.CancellationToken);
    }

    public static async Task DeleteAsync(this DashboardHost host, string id)
    {
        using TenantScope entered = TenantContext.System("test", "deletes").Enter();
        await host.Tenants.DeleteTenantAsync(TenantId.Parse(id), cancellationToken: TestContext.Current.CancellationToken);
    }

    public static async Task<IReadOnlyList<TenantUpdated>> UpdatesAsync(this DashboardHost host, string id)
    {
        using TenantScope entered = TenantContext.System("test", "looks").Enter();
        EventPage page = await host.Tenants.ReadEventsAsync(
            new EventQuery { Tenant = TenantId.Parse(id), Kinds = [nameof(TenantUpdated)], Limit = 1000 }, TestContext.Current.CancellationToken);
        return [.. page.Events.OfType<TenantUpdated>()];
    }
}
