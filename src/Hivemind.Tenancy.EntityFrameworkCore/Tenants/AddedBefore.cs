using System.Data.Common;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>What was added under a key before, read within the step that is to add a tenant of this id.</summary>
internal sealed class AddedBefore(IdempotencyKey key, TenantId tenantId)
{
    private IdempotencyRecord? _record;
    private TenantRow? _holder;

    public IReadOnlyList<TenancyStatement> Statements { get; } = [IdempotencySql.Find(key), TenantMapping.Find(tenantId)];

    public void Read(int statement, DbDataReader reader)
    {
        if (statement == 0)
        {
            _record = IdempotencySql.Read(reader);
        }
        else
        {
            _holder = TenantMapping.Read(reader);
        }
    }

    /// <summary>The tenant that the key made; null when it has made none.</summary>
    /// <exception cref="IdempotencyKeyConflictException">The key stands for another request, or the tenant is gone.</exception>
    public TenantWritten? Replay(DateTimeOffset now) => IdempotencyRules.IsRepeated(key, _record, IdempotencyRules.MadeTenant(tenantId), now)
        ? IdempotencyRules.Replay(key, _record, _holder?.ToTenant())
        : null;

    public IEnumerable<TenancyStatement> Writes(Tenant added) => IdempotencySql.Write(key, IdempotencyRules.Record(key, added), _record);
}
