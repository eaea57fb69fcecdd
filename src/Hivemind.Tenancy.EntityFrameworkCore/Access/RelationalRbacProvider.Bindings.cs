using Microsoft.EntityFrameworkCore;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <content>Bindings, one by one.</content>
internal sealed partial class RelationalRbacProvider
{
    private const string InsertBinding =
        "INSERT INTO role_bindings (subject_kind, subject_id, role_id, scope, tenant_id, tenant_uid, namespace) "
        + "VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7) ON CONFLICT DO NOTHING";

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
                (string tenantId, string? uid) = (tenant.Id.Value, tenant.Uid?.ToString());
                rows = rows.Where(b => b.TenantId == tenantId && (uid == null || b.TenantUid == uid));
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
        AccessRules.EnsureHasUid(binding.Scope, nameof(binding));
        return WriteAsync(
            change,
            async (context, token) =>
            {
                Tenant? tenant = binding.Scope.TenantId is { } locked ? await database.FindAndLockTenantAsync(context, locked, token).ConfigureAwait(false) : null;
                if (AccessRows.BuiltInRole(binding.RoleId) is null && await database.FindAndLockRoleAsync(context, binding.RoleId, token).ConfigureAwait(false) is null)
                {
                    throw new ArgumentException($"There is no role '{binding.RoleId}'.", nameof(binding));
                }

                if (binding.Scope.TenantId is { } tenantId)
                {
                    AccessRules.EnsureBindable(binding, tenant ?? throw new TenantNotFoundException(tenantId));
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

    private static async ValueTask<bool> InsertBindingAsync(TenancyDbContext context, RoleBinding binding, CancellationToken cancellationToken) =>
        await TenancyDatabase.ChangeAsync(
            context,
            new TenancyStatement(InsertBinding)
                .With(AccessRows.KindOf(binding.Subject))
                .With(binding.Subject.Id)
                .With(binding.RoleId)
                .With(binding.Scope.ToString())
                .With(binding.Scope.TenantId?.Value)
                .With(binding.Scope.TenantUid?.ToString())
                .With(binding.Scope.NamespaceName),
            cancellationToken).ConfigureAwait(false) > 0;
}
