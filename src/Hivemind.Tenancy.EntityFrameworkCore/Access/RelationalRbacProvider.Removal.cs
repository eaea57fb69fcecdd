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
        AccessRules.EnsureHasUid(scope, nameof(scope));
        await database.WriteAsync(
            async (context, token) =>
            {
                List<(string Id, Tenant? Tenant)> tenants = [];
                foreach (string id in scope.TenantId is { } one ? [one.Value] : await TenantsOfBindingsAsync(context, token).ConfigureAwait(false))
                {
                    tenants.Add((id, await database.FindAndLockTenantAsync(context, TenantId.Parse(id), token).ConfigureAwait(false)));
                }

                await database.LockRolesOfBindingsAsync(context, scope.TenantId, token).ConfigureAwait(false);
                DateTimeOffset now = await database.ReadTimeAsync(context, token).ConfigureAwait(false);
                int removed = scope.TenantId is null
                    ? await context.RoleBindings.Where(b => b.TenantId == null).ExecuteDeleteAsync(token).ConfigureAwait(false)
                    : 0;
                foreach ((string id, Tenant? tenant) in tenants)
                {
                    removed += await RemoveInTenantAsync(context, scope, id, tenant, now, token).ConfigureAwait(false);
                }

                if (removed > 0 && database.Signal(TenancyCacheInvalidator.AccessSignal) is { } signal)
                {
                    await database.ExecuteAsync(context, [signal], default, static (_, _) => { }, token).ConfigureAwait(false);
                }

                return removed;
            },
            cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<int> RemoveInTenantAsync(
        TenancyDbContext context, PermissionScope scope, string tenantId, Tenant? tenant, DateTimeOffset now, CancellationToken cancellationToken)
    {
        IQueryable<RoleBindingRow> within = context.RoleBindings.Where(b => b.TenantId == tenantId);
        if (scope.TenantUid?.ToString() is { } uid)
        {
            within = within.Where(b => b.TenantUid == uid);
        }

        if (scope.NamespaceName is { } name)
        {
            within = within.Where(b => b.Namespace == name);
        }

        if (scope.Kind == PermissionScopeKind.Resource)
        {
            string resource = scope.ToString();
            within = within.Where(b => b.Scope == resource);
        }

        if (tenant is null || !tenant.Status.Allows(TenantOperation.Update))
        {
            return await within.ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
        }

        int removed = 0;
        foreach (RoleBindingRow row in await within.ToListAsync(cancellationToken).ConfigureAwait(false))
        {
            RoleBinding binding = AccessRows.ToBinding(row);
            if (binding.Scope.TenantUid != tenant.Uid || !AccessRules.IsBindable(binding, tenant) || AccessRules.HasEnded(binding, now))
            {
                removed += await within.Where(b => b.SubjectKind == row.SubjectKind && b.SubjectId == row.SubjectId && b.RoleId == row.RoleId && b.Scope == row.Scope)
                    .ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
            }
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
