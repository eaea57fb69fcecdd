using Microsoft.EntityFrameworkCore;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <content>What was bound under idempotency keys.</content>
internal sealed partial class RelationalRbacProvider
{
    /// <summary>Whether the key made this binding before, which stands.</summary>
    /// <exception cref="IdempotencyKeyConflictException">The key stands for another request, or the binding is gone.</exception>
    private static async ValueTask<bool> IsReplayAsync(
        TenancyDbContext context, IdempotencyKey key, IdempotencyRecord? record, RoleBinding binding, DateTimeOffset now, CancellationToken cancellationToken) =>
        IdempotencyRules.IsRepeated(key, record, IdempotencyRules.MadeBinding(binding), now)
        && IdempotencyRules.Replay(key, await IsThereAsync(context, binding, now, cancellationToken).ConfigureAwait(false)).IsReplayed;

    private static Task<bool> IsThereAsync(TenancyDbContext context, RoleBinding binding, DateTimeOffset now, CancellationToken cancellationToken)
    {
        (int kind, string owner, string id) = (AccessRows.KindOf(binding.Subject), Owner.ToText(binding.Subject.Tenant), binding.Subject.Id);
        (string roleOwner, string roleId, string scope, long ticks) = (Owner.ToText(binding.Role.Tenant), binding.Role.Id, binding.Scope.ToString(), now.UtcTicks);
        return context.RoleBindings.AnyAsync(
            b => b.SubjectKind == kind && b.SubjectOwner == owner && b.SubjectId == id && b.RoleOwner == roleOwner && b.RoleId == roleId && b.Scope == scope && (b.EndsAt == null || b.EndsAt > ticks),
            cancellationToken);
    }

    private async ValueTask<IdempotencyRecord?> FindRecordAsync(TenancyDbContext context, IdempotencyKey key, CancellationToken cancellationToken)
    {
        IdempotencyRecord? record = null;
        await database.ExecuteAsync(
            context, [IdempotencySql.Find(key)], default, (_, reader) => record = IdempotencySql.Read(reader), cancellationToken).ConfigureAwait(false);
        return record;
    }

    private ValueTask WriteRecordAsync(
        TenancyDbContext context, IdempotencyKey key, IdempotencyRecord? ended, RoleBinding binding, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.ExecuteAsync(
            context, [.. IdempotencySql.Write(key, IdempotencyRules.Record(key, binding, now), ended)], now, static (_, _) => { }, cancellationToken);
}
