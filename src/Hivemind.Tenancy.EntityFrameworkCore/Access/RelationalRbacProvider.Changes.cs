using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace Hivemind.Tenancy;

/// <content>
/// Writing. Each write is one transaction that appends its event last. Locks: a binding is added under its tenant's and its
/// role's row, so that it outlives neither; a role changes and goes under its own row. What two hosts do at once is told apart
/// by the number of rows that the statement of each has changed.
/// </content>
internal sealed partial class RelationalRbacProvider
{
    private const string InsertRole = "INSERT INTO roles (id, permissions) VALUES (@id, @permissions) ON CONFLICT DO NOTHING";

    private const string InsertBinding =
        "INSERT INTO role_bindings (subject_kind, subject_id, role_id, scope, tenant_id, namespace) "
        + "VALUES (@kind, @subject, @role, @scope, @tenant, @namespace) ON CONFLICT DO NOTHING";

    private const string InsertMember = "INSERT INTO group_members (group_id, user_id) VALUES (@group, @user) ON CONFLICT DO NOTHING";

    public ValueTask<TenancyEvent?> SetRoleAsync(Role role, TenancyEvent change, CancellationToken cancellationToken)
    {
        BindingRules.EnsureNotBuiltIn(role.Id, nameof(role));
        return WriteAsync(change, (context, token) => SetAsync(context, role, token), cancellationToken);
    }

    public ValueTask<TenancyEvent?> RemoveRoleAsync(string roleId, TenancyEvent change, CancellationToken cancellationToken)
    {
        BindingRules.EnsureNotBuiltIn(roleId, nameof(roleId));
        return WriteAsync(
            change,
            async (context, token) =>
            {
                if (await database.LockRoleAsync(context, roleId, token).ConfigureAwait(false) is null)
                {
                    return false;
                }

                await context.RoleBindings.Where(b => b.RoleId == roleId).ExecuteDeleteAsync(token).ConfigureAwait(false);
                await context.Roles.Where(r => r.Id == roleId).ExecuteDeleteAsync(token).ConfigureAwait(false);
                return true;
            },
            cancellationToken);
    }

    public ValueTask<TenancyEvent?> AddBindingAsync(RoleBinding binding, TenancyEvent change, CancellationToken cancellationToken) => WriteAsync(
        change,
        async (context, token) =>
        {
            TenantRow? tenant = binding.Scope.TenantId is { } locked ? await database.LockTenantAsync(context, locked, token).ConfigureAwait(false) : null;
            if (AccessRows.BuiltInRole(binding.RoleId) is null && await database.LockRoleAsync(context, binding.RoleId, token).ConfigureAwait(false) is null)
            {
                throw new ArgumentException($"There is no role '{binding.RoleId}'.", nameof(binding));
            }

            if (binding.Scope.TenantId is { } tenantId)
            {
                BindingRules.EnsureBindable(binding, tenantId, tenant, change.OccurredAt);
            }

            return await InsertAsync(context, binding, token).ConfigureAwait(false);
        },
        cancellationToken);

    public ValueTask<TenancyEvent?> RemoveBindingAsync(RoleBinding binding, TenancyEvent change, CancellationToken cancellationToken)
    {
        (int kind, string id, string scope) = (AccessRows.KindOf(binding.Subject), binding.Subject.Id, binding.Scope.ToString());
        return WriteAsync(
            change,
            async (context, token) => await context.RoleBindings
                .Where(b => b.SubjectKind == kind && b.SubjectId == id && b.RoleId == binding.RoleId && b.Scope == scope)
                .ExecuteDeleteAsync(token).ConfigureAwait(false) > 0,
            cancellationToken);
    }

    public ValueTask<TenancyEvent?> AddGroupMemberAsync(
        string groupId, string userId, TenancyEvent change, CancellationToken cancellationToken) => WriteAsync(
        change,
        async (context, token) =>
        {
            DbCommand command = context.Command(InsertMember);
            await using (command.ConfigureAwait(false))
            {
                command.Add("@group", groupId);
                command.Add("@user", userId);
                return await command.ExecuteNonQueryAsync(token).ConfigureAwait(false) > 0;
            }
        },
        cancellationToken);

    public ValueTask<TenancyEvent?> RemoveGroupMemberAsync(
        string groupId, string userId, TenancyEvent change, CancellationToken cancellationToken) => WriteAsync(
        change,
        async (context, token) => await context.GroupMembers
            .Where(m => m.GroupId == groupId && m.UserId == userId).ExecuteDeleteAsync(token).ConfigureAwait(false) > 0,
        cancellationToken);

    private static async ValueTask<bool> InsertAsync(TenancyDbContext context, RoleBinding binding, CancellationToken cancellationToken)
    {
        DbCommand command = context.Command(InsertBinding);
        await using (command.ConfigureAwait(false))
        {
            command.Add("@kind", AccessRows.KindOf(binding.Subject));
            command.Add("@subject", binding.Subject.Id);
            command.Add("@role", binding.RoleId);
            command.Add("@scope", binding.Scope.ToString());
            command.Add("@tenant", binding.Scope.TenantId?.Value);
            command.Add("@namespace", binding.Scope.NamespaceName);
            return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) > 0;
        }
    }

    private async ValueTask<bool> SetAsync(TenancyDbContext context, Role role, CancellationToken cancellationToken)
    {
        string permissions = AccessRows.Of(role.Permissions);
        while (true)
        {
            if (await database.LockRoleAsync(context, role.Id, cancellationToken).ConfigureAwait(false) is { } stored)
            {
                return !role.Equals(AccessRows.ToRole(role.Id, stored)) && await context.Roles
                    .Where(r => r.Id == role.Id)
                    .ExecuteUpdateAsync(r => r.SetProperty(p => p.Permissions, permissions), cancellationToken).ConfigureAwait(false) > 0;
            }

            DbCommand command = context.Command(InsertRole);
            await using (command.ConfigureAwait(false))
            {
                command.Add("@id", role.Id);
                command.Add("@permissions", permissions);
                if (await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) > 0)
                {
                    return true;
                }
            }

            // Another host defined it since it was looked for; look at what it says.
        }
    }

    /// <summary>Makes a change and records it; null when <paramref name="write"/> says that nothing has changed.</summary>
    private ValueTask<TenancyEvent?> WriteAsync(
        TenancyEvent change, Func<TenancyDbContext, CancellationToken, ValueTask<bool>> write, CancellationToken cancellationToken) => database.WriteAsync(
        async (context, token) => await write(context, token).ConfigureAwait(false)
            ? (await database.AppendAsync(context, [change], token).ConfigureAwait(false))[0]
            : null,
        cancellationToken);
}
