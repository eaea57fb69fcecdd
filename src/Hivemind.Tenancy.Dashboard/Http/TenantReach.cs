using Hivemind.Tenancy.Storage;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>What the frame of a tenant's pages offers this user.</summary>
/// <param name="HasOthers">Whether there are other tenants for them, to which a link leads.</param>
/// <param name="MayChange">Whether they may change any of the tenant's settings.</param>
internal sealed record TenantReach(bool HasOthers, bool MayChange)
{
    /// <summary>Nothing.</summary>
    public static readonly TenantReach None = new(false, false);

    private static readonly Permission[] AtGlobal =
        [TenancyPermissions.UpdateQuotas, TenancyPermissions.UpdateTenant, TenancyPermissions.UpdateBudgets, TenancyPermissions.SuspendTenant, TenancyPermissions.DeleteTenant];

    /// <summary>Looks at two of what they own at most, so that it costs the same however many there are.</summary>
    public static async ValueTask<TenantReach> OfAsync(DashboardCall call, Tenant tenant)
    {
        GrantedScopes scopes = await call.Find<IRbacProvider>()!.GetScopesAsync(call.UserId, call.Aborted).ConfigureAwait(false);
        return new TenantReach(
            scopes.IsGlobal || scopes.Tenants.Any(t => !t.Names(tenant)) || await OwnsAnotherAsync(call, tenant).ConfigureAwait(false),
            await MayChangeAsync(call, tenant, scopes).ConfigureAwait(false));
    }

    private static async ValueTask<bool> OwnsAnotherAsync(DashboardCall call, Tenant tenant) =>
        (await call.Find<ITenantStore>()!.ListAsync(new TenantQuery { OwnerId = call.UserId, Limit = 2 }, call.Aborted).ConfigureAwait(false)).Any(t => t.Uid != tenant.Uid);

    private static async ValueTask<bool> MayChangeAsync(DashboardCall call, Tenant tenant, GrantedScopes scopes)
    {
        if (await call.MayAsync(TenancyPermissions.UpdateTenant, PermissionScope.Tenant(tenant)).ConfigureAwait(false))
        {
            return true;
        }

        foreach (Permission permission in scopes.IsGlobal ? AtGlobal : [])
        {
            if ((permission != TenancyPermissions.UpdateBudgets || call.Consumption is not null) && await call.MayAsync(permission, PermissionScope.Global).ConfigureAwait(false))
            {
                return true;
            }
        }

        return false;
    }
}
