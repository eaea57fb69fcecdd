using Microsoft.EntityFrameworkCore;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <content>Bindings, one by one.</content>
internal sealed partial class RelationalRbacProvider
{
    private const string BindingKey = "subject_kind, subject_owner, subject_id, role_owner, role_id, scope";

    private const string InsertBinding =
        $"INSERT INTO role_bindings ({BindingKey}, tenant_id, tenant_uid, namespace, ends_at) "
        + $"VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10) ON CONFLICT ({BindingKey}) "
        + "DO UPDATE SET ends_at = excluded.ends_at WHERE role_bindings.ends_at IS DISTINCT FROM excluded.ends_at";

    public ValueTask<IReadOnlyList<RoleBinding>> ListBindingsAsync(RoleBindingQuery query, CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<RoleBinding>>(
        async (context, token) =>
        {
            long now = (await database.ReadTimeAsync(context, token).ConfigureAwait(false)).UtcTicks;
            IQueryable<RoleBindingRow> rows = context.RoleBindings.Where(b => b.EndsAt == null || b.EndsAt > now);
            if (query.Subject is { } subject)
            {
                (int kind, string owner, string id) = (AccessRows.KindOf(subject), Owner.ToText(subject.Tenant), subject.Id);
                rows = rows.Where(b => b.SubjectKind == kind && b.SubjectOwner == owner && b.SubjectId == id);
            }

            if (query.Tenant is { } tenant)
            {
                (string tenantId, string? uid) = (tenant.Id.Value, tenant.Uid?.ToString());
                rows = rows.Where(b => b.TenantId == tenantId && (uid == null || b.TenantUid == uid));
            }

            return [.. (await rows.ToListAsync(token).ConfigureAwait(false))
                .Select(AccessRows.ToBinding)
                .OrderBy(b => b.Scope.ToString(), StringComparer.Ordinal)
                .ThenBy(b => b.Role.ToString(), StringComparer.Ordinal)
                .ThenBy(b => b.Subject.ToString(), StringComparer.Ordinal)];
        },
        cancellationToken);

    public ValueTask<BindingWritten> AddBindingAsync(
        RoleBinding binding, TenancyEvent change, IdempotencyKey? key, CancellationToken cancellationToken)
    {
        AccessRules.EnsureHasUid(binding.Scope, nameof(binding));
        return database.RetryConflictsAsync(() => AddOnceAsync(binding, change, key, cancellationToken));
    }

    private async ValueTask<BindingWritten> AddOnceAsync(
        RoleBinding binding, TenancyEvent change, IdempotencyKey? key, CancellationToken cancellationToken)
    {
        bool isReplayed = false;
        TenancyEvent? recorded = await WriteAsync(
            change,
            async (context, token) =>
            {
                Tenant? tenant = binding.Scope.TenantId is { } locked ? await database.FindAndLockTenantAsync(context, locked, token).ConfigureAwait(false) : null;
                bool hasRole = AccessRows.BuiltInRole(binding.Role) is not null
                    || await database.FindAndLockRoleAsync(context, binding.Role, token).ConfigureAwait(false) is not null;
                if (binding.Scope.Reference is { } named && (tenant is null || !named.Names(tenant)))
                {
                    throw new TenantNotFoundException(named.Id);
                }

                DateTimeOffset now = await database.ReadTimeAsync(context, token).ConfigureAwait(false);
                IdempotencyRecord? record = key is null ? null : await FindRecordAsync(context, key, token).ConfigureAwait(false);
                isReplayed = key is not null && await IsReplayAsync(context, key, record, binding, now, token).ConfigureAwait(false);
                if (isReplayed)
                {
                    return false;
                }

                if (!hasRole)
                {
                    throw AccessRules.NoSuchRole(binding.Role, nameof(binding));
                }

                if (tenant is not null)
                {
                    AccessRules.EnsureBindable(binding, tenant);
                }

                AccessRules.EnsureNotEnded(binding, now);
                bool isChanged = await InsertBindingAsync(context, binding, token).ConfigureAwait(false);
                await RemoveEndedAsync(context, binding, now, token).ConfigureAwait(false);
                if (key is not null)
                {
                    await WriteRecordAsync(context, key, record, binding, now, token).ConfigureAwait(false);
                }

                return isChanged;
            },
            cancellationToken).ConfigureAwait(false);
        return new BindingWritten(recorded, isReplayed);
    }

    public ValueTask<TenancyEvent?> RemoveBindingAsync(RoleBinding binding, TenancyEvent change, CancellationToken cancellationToken)
    {
        (int kind, string owner, string id) = (AccessRows.KindOf(binding.Subject), Owner.ToText(binding.Subject.Tenant), binding.Subject.Id);
        (string roleOwner, string roleId, string scope) = (Owner.ToText(binding.Role.Tenant), binding.Role.Id, binding.Scope.ToString());
        return WriteAsync(
            change,
            async (context, token) =>
            {
                DateTimeOffset now = await database.ReadTimeAsync(context, token).ConfigureAwait(false);
                long ticks = now.UtcTicks;
                bool isRemoved = await context.RoleBindings
                    .Where(b => b.SubjectKind == kind && b.SubjectOwner == owner && b.SubjectId == id)
                    .Where(b => b.RoleOwner == roleOwner && b.RoleId == roleId && b.Scope == scope && (b.EndsAt == null || b.EndsAt > ticks))
                    .ExecuteDeleteAsync(token).ConfigureAwait(false) > 0;
                await RemoveEndedAsync(context, binding, now, token).ConfigureAwait(false);
                return isRemoved;
            },
            cancellationToken);
    }

    private static async ValueTask<bool> InsertBindingAsync(TenancyDbContext context, RoleBinding binding, CancellationToken cancellationToken) =>
        await TenancyDatabase.ChangeAsync(
            context,
            new TenancyStatement(InsertBinding)
                .With(AccessRows.KindOf(binding.Subject))
                .With(Owner.ToText(binding.Subject.Tenant))
                .With(binding.Subject.Id)
                .With(Owner.ToText(binding.Role.Tenant))
                .With(binding.Role.Id)
                .With(binding.Scope.ToString())
                .With(binding.Scope.TenantId?.Value)
                .With(binding.Scope.TenantUid?.ToString())
                .With(binding.Scope.NamespaceName)
                .With(binding.EndsAt?.UtcTicks),
            cancellationToken).ConfigureAwait(false) > 0;

    /// <summary>
    /// Removes what has ended in the binding's tenant and of its subject, but for what another step holds: removing a role takes its bindings
    /// in every tenant, so waiting for one here could be waiting for each other.
    /// </summary>
    private ValueTask RemoveEndedAsync(TenancyDbContext context, RoleBinding binding, DateTimeOffset now, CancellationToken cancellationToken) => database.ExecuteAsync(
        context,
        [
            new TenancyStatement(
                $"DELETE FROM role_bindings WHERE ({BindingKey}) IN (SELECT {BindingKey} FROM role_bindings WHERE ends_at <= @p1 "
                + "AND (tenant_id = @p2 OR (subject_kind = @p3 AND subject_owner = @p4 AND subject_id = @p5))" + database.RowLockIfFree + ")")
                .With(now.UtcTicks)
                .With(binding.Scope.TenantId?.Value)
                .With(AccessRows.KindOf(binding.Subject))
                .With(Owner.ToText(binding.Subject.Tenant))
                .With(binding.Subject.Id),
        ],
        now,
        static (_, _) => { },
        cancellationToken);
}
