using Microsoft.EntityFrameworkCore;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <content>
/// Removing the bindings that go with a tenant or namespace. It is decided under the lock of the tenant's row, under which
/// bindings are added, too, so that a tenant or namespace that was created again since keeps its own. Roles' rows are locked
/// before any binding goes, as removing a role does, so that two removals never wait for each other's bindings.
/// </content>
internal sealed partial class RelationalRbacProvider
{
    public async ValueTask RemoveBindingsAsync(PermissionScope scope, CancellationToken cancellationToken)
    {
        BindingRules.EnsureHasUid(scope, nameof(scope));
        await database.WriteAsync(
        async (context, token) =>
        {
            List<string> tenantIds = scope.TenantId is { } id ? [id.Value] : await TenantsOfBindingsAsync(context, token).ConfigureAwait(false);
            List<(string Id, TenantRow? Row)> tenants = [];
            foreach (string tenantId in tenantIds)
            {
                tenants.Add((tenantId, await database.FindAndLockTenantAsync(context, TenantId.Parse(tenantId), token).ConfigureAwait(false)));
            }

            await database.LockRolesOfBindingsAsync(context, scope.TenantId, token).ConfigureAwait(false);
            int removed = scope.TenantId is null
                ? await context.RoleBindings.Where(b => b.TenantId == null).ExecuteDeleteAsync(token).ConfigureAwait(false)
                : 0;
            foreach ((string tenantId, TenantRow? row) in tenants)
            {
                removed += await RemoveInTenantAsync(context, scope, tenantId, row, token).ConfigureAwait(false);
            }

            if (removed > 0)
            {
                await database.SignalAsync(context, TenancyCacheInvalidator.AccessSignal, token).ConfigureAwait(false);
            }

            return removed;
        },
        cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<int> RemoveInTenantAsync(
        TenancyDbContext context, PermissionScope scope, string tenantId, TenantRow? tenant, CancellationToken cancellationToken)
    {
        IQueryable<RoleBindingRow> within = context.RoleBindings.Where(b => b.TenantId == tenantId);
        if (scope.TenantId is not null)
        {
            within = Within(within, scope);
        }

        if (tenant is null || !tenant.Allows(TenantOperation.Update) || scope.TenantUid is { } uid && uid.Value != tenant.Uid)
        {
            return await within.ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
        }

        int removed = 0;
        HashSet<string> kept = BindingRules.NamespacesOf(tenant);
        List<string?> bound = await within.Where(b => b.Namespace != null).Select(b => b.Namespace).Distinct().ToListAsync(cancellationToken).ConfigureAwait(false);
        foreach (string? gone in bound.Where(n => !kept.Contains(n!)))
        {
            removed += await within.Where(b => b.Namespace == gone).ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
        }

        return removed;
    }

    /// <summary>In the order in which they are locked.</summary>
    private static async ValueTask<List<string>> TenantsOfBindingsAsync(TenancyDbContext context, CancellationToken cancellationToken)
    {
        List<string?> ids = await context.RoleBindings.Where(b => b.TenantId != null).Select(b => b.TenantId).Distinct().ToListAsync(cancellationToken).ConfigureAwait(false);
        return [.. ids.Select(id => id!).Order(StringComparer.Ordinal)];
    }
}
