using Microsoft.EntityFrameworkCore;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <content>
/// Removing what goes with a tenant or namespace. It is decided under the lock of the tenant's ledger, under which bindings and what
/// the tenant owns are made, too, so that a tenant or namespace that was created again since keeps its own. Roles' rows are locked
/// before any binding goes, as removing a role does, so that two removals never wait for each other's bindings.
/// </content>
internal sealed partial class RelationalRbacProvider
{
    public async ValueTask RemoveWithinAsync(PermissionScope scope, CancellationToken cancellationToken)
    {
        TenantReference owner = AccessRules.EnsureOfOneTenant(scope, nameof(scope));
        await database.WriteAsync(
            async (context, token) =>
            {
                Tenant? tenant = await database.FindAndLockTenantAsync(context, owner.Id, token).ConfigureAwait(false);
                await database.LockRolesOfAsync(context, owner, token).ConfigureAwait(false);
                int removed = AccessRules.MayOwn(owner, tenant)
                    ? await RemoveFormerBindingsAsync(context, scope, tenant!, token).ConfigureAwait(false)
                    : await Within(context, scope).ExecuteDeleteAsync(token).ConfigureAwait(false)
                        + (scope.Kind == PermissionScopeKind.Tenant ? await RemoveOwnedAsync(context, owner, token).ConfigureAwait(false) : 0);
                if (removed > 0 && database.Signal(TenancyCacheInvalidator.AccessSignal) is { } signal)
                {
                    await database.ExecuteAsync(context, [signal], default, static (_, _) => { }, token).ConfigureAwait(false);
                }

                return removed;
            },
            cancellationToken).ConfigureAwait(false);
    }

    private static IQueryable<RoleBindingRow> Within(TenancyDbContext context, PermissionScope scope)
    {
        (string? id, string? uid, string? name, string text) = (scope.TenantId?.Value, scope.TenantUid?.ToString(), scope.NamespaceName, scope.ToString());
        IQueryable<RoleBindingRow> within = context.RoleBindings.Where(b => b.TenantId == id && b.TenantUid == uid);
        return scope.Kind switch
        {
            PermissionScopeKind.Tenant => within,
            PermissionScopeKind.Namespace => within.Where(b => b.Namespace == name),
            _ => within.Where(b => b.Scope == text),
        };
    }

    /// <summary>The tenant stays: so do the bindings that would be accepted now.</summary>
    private async ValueTask<int> RemoveFormerBindingsAsync(TenancyDbContext context, PermissionScope scope, Tenant tenant, CancellationToken cancellationToken)
    {
        DateTimeOffset now = await database.ReadTimeAsync(context, cancellationToken).ConfigureAwait(false);
        int removed = 0;
        foreach (RoleBindingRow row in await Within(context, scope).ToListAsync(cancellationToken).ConfigureAwait(false))
        {
            RoleBinding binding = AccessRows.ToBinding(row);
            if (!AccessRules.IsBindable(binding, tenant) || AccessRules.HasEnded(binding, now))
            {
                removed += await context.RoleBindings
                    .Where(b => b.SubjectKind == row.SubjectKind && b.SubjectOwner == row.SubjectOwner && b.SubjectId == row.SubjectId)
                    .Where(b => b.RoleOwner == row.RoleOwner && b.RoleId == row.RoleId && b.Scope == row.Scope)
                    .ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        return removed;
    }

    /// <summary>After the tenant's bindings, which name these roles and groups.</summary>
    private static async ValueTask<int> RemoveOwnedAsync(TenancyDbContext context, TenantReference owner, CancellationToken cancellationToken)
    {
        string of = Owner.ToText(owner);
        int roles = await context.Roles.Where(r => r.Owner == of).ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
        return roles + await context.GroupMembers.Where(m => m.Owner == of).ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
    }
}
