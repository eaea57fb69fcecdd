using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <content>Bindings, one by one.</content>
internal sealed partial class RelationalRbacProvider
{
    private const string InsertBinding =
        "INSERT INTO role_bindings (subject_kind, subject_id, role_id, scope, tenant_id, namespace) "
        + "VALUES (@kind, @subject, @role, @scope, @tenant, @namespace) ON CONFLICT DO NOTHING";

    public ValueTask<IReadOnlyList<RoleBinding>> ListBindingsAsync(RoleBindingQuery query, CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<RoleBinding>>(
        async (context, token) =>
        {
            IQueryable<RoleBindingRow> rows = context.RoleBindings;
            if (query.Subject is { } subject)
            {
                (int kind, string id) = (AccessRows.KindOf(subject), subject.Id);
                rows = rows.Where(b => b.SubjectKind == kind && b.SubjectId == id);
            }

            if (query.Tenant is { } tenant)
            {
                string tenantId = tenant.Id.Value;
                rows = rows.Where(b => b.TenantId == tenantId);
                if (tenant.Uid is not null)
                {
                    rows = Within(rows, PermissionScope.Tenant(tenant));
                }
            }

            return [.. (await rows.ToListAsync(token).ConfigureAwait(false))
                .Select(AccessRows.ToBinding)
                .OrderBy(b => b.Scope.ToString(), StringComparer.Ordinal)
                .ThenBy(b => b.RoleId, StringComparer.Ordinal)
                .ThenBy(b => b.Subject.ToString(), StringComparer.Ordinal)];
        },
        cancellationToken);

    public ValueTask<TenancyEvent?> AddBindingAsync(RoleBinding binding, TenancyEvent change, CancellationToken cancellationToken)
    {
        BindingRules.EnsureHasUid(binding.Scope, nameof(binding));
        return WriteAsync(
        change,
        async (context, token) =>
        {
            TenantRow? tenant = binding.Scope.TenantId is { } locked ? await database.FindAndLockTenantAsync(context, locked, token).ConfigureAwait(false) : null;
            if (AccessRows.BuiltInRole(binding.RoleId) is null && await database.FindAndLockRoleAsync(context, binding.RoleId, token).ConfigureAwait(false) is null)
            {
                throw new ArgumentException($"There is no role '{binding.RoleId}'.", nameof(binding));
            }

            if (binding.Scope.Reference is { } named)
            {
                BindingRules.EnsureBindable(binding, named, tenant);
            }

            return await InsertBindingAsync(context, binding, token).ConfigureAwait(false);
        },
        cancellationToken);
    }

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

    /// <summary>Bindings in a scope and below. Its text names the uid, and holds no character that LIKE knows.</summary>
    private static IQueryable<RoleBindingRow> Within(IQueryable<RoleBindingRow> rows, PermissionScope scope)
    {
        string text = scope.ToString();
        string below = text + "/";
        return rows.Where(b => b.Scope == text || b.Scope.StartsWith(below));
    }

    private static async ValueTask<bool> InsertBindingAsync(TenancyDbContext context, RoleBinding binding, CancellationToken cancellationToken)
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
}
