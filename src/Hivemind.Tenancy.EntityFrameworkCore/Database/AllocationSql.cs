using System.Data.Common;
using System.Text.Json;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>Allocations as rows, and back.</summary>
internal static class AllocationSql
{
    private static readonly string[] Key = ["tenant_id", "id"];

    private static readonly string[] Values =
    [
        .. ResourceSteps.Known, "other", "source", "namespace", "labels", "admission", "change", "created_at", "since_at", "expires_at", "is_adopted",
        "growth_target", "growth_number", "growth_expires_at", "grown_by", "ends_at", "tenant_uid",
    ];

    private static readonly string[] All = [.. Key, .. Values];

    private static readonly string InsertText =
        $"INSERT INTO allocations ({string.Join(", ", All)}) VALUES {TenancyStatement.In(1, All.Length)}";

    private static readonly string UpdateText =
        $"UPDATE allocations SET {string.Join(", ", Values.Select((c, i) => $"{c} = @p{i + 1 + Key.Length}"))} WHERE tenant_id = @p1 AND id = @p2";

    /// <summary>What every statement that <see cref="Read"/> reads begins with.</summary>
    public static readonly string SelectAny = $"SELECT {string.Join(", ", All)} FROM allocations";

    /// <summary>The same of one tenant.</summary>
    public static readonly string Select = SelectAny + " WHERE tenant_id = @p1";

    /// <summary>One by its id.</summary>
    public static TenancyStatement ById(TenantId tenantId, string id) => new TenancyStatement(Select + " AND id = @p2").With(tenantId.Value).With(id);

    /// <summary>Those that come next in the database's order, which is that of their bytes.</summary>
    public static TenancyStatement After(TenantId tenantId, string after, int limit) =>
        new TenancyStatement(Select + " AND id > @p2 ORDER BY id LIMIT @p3").With(tenantId.Value).With(after).With(limit);

    /// <summary>What a tenant, or every tenant, has held since before a time, with the tenant's uid behind what <see cref="Read"/> reads.</summary>
    public static TenancyStatement HeldBefore(TenantReference? tenant, long ticks)
    {
        TenancyStatement held = new TenancyStatement(
            SelectAny + " WHERE since_at < @p1" + (tenant is null ? null : " AND tenant_id = @p2 AND tenant_uid = @p3")).With(ticks);
        return tenant is { } one ? held.With(one.Id.Value).With(one.Uid!.Value.ToString()) : held;
    }

    /// <summary>The tenant of a row that was read.</summary>
    public static (TenantId Id, TenantUid Uid) ReadTenant(DbDataReader reader) =>
        (TenantId.Parse(reader.GetString(0)), TenantUid.Parse(reader.GetString(reader.FieldCount - 1)));

    /// <summary>A row if any was adopted.</summary>
    public static TenancyStatement AnyAdopted(TenantId tenantId) => new TenancyStatement(Select + " AND is_adopted <> 0 LIMIT 1").With(tenantId.Value);

    public static TenancyStatement Insert(AllocationState allocation, TenantId tenantId, TenantUid uid) => Bound(InsertText, allocation, tenantId, uid);

    public static TenancyStatement Update(AllocationState allocation, TenantId tenantId, TenantUid uid) => Bound(UpdateText, allocation, tenantId, uid);

    public static TenancyStatement Delete(TenantId tenantId, IReadOnlyCollection<string> ids) =>
        new TenancyStatement($"DELETE FROM allocations WHERE tenant_id = @p1 AND id IN {TenancyStatement.In(2, ids.Count)}").With(tenantId.Value).WithAll(ids);

    public static AllocationState Read(DbDataReader reader)
    {
        int at = Key.Length;
        long[] known = new long[ResourceSteps.Known.Count];
        for (int i = 0; i < known.Length; i++)
        {
            known[i] = reader.GetInt64(at++);
        }

        ResourceAmounts amounts = ResourceSteps.Amounts(known, StepsJson.Read(reader.GetStringOrNull(at++)));
        AllocationState allocation = new()
        {
            Id = reader.GetString(1),
            Amounts = amounts,
            Source = reader.GetString(at++),
            Namespace = reader.GetStringOrNull(at++),
            Labels = reader.GetStringOrNull(at++) is { } labels ? JsonSerializer.Deserialize<Dictionary<string, string>>(labels)! : [],
            Admission = reader.GetInt64(at++),
            Change = reader.GetInt64(at++),
            CreatedTicks = reader.GetInt64(at++),
            SinceTicks = reader.GetInt64(at++),
            ExpiresTicks = reader.GetInt64OrNull(at++) ?? AllocationState.Never,
            IsAdopted = reader.GetInt32(at++) != 0,
        };
        (string? target, long? number, long? ends) = (reader.GetStringOrNull(at++), reader.GetInt64OrNull(at++), reader.GetInt64OrNull(at++));
        allocation.Growth = target is null ? null : GrowthState.Of(StepsJson.ReadAmounts(target), amounts, number!.Value, ends!.Value);
        allocation.GrownBy = reader.GetInt64(at);
        return allocation;
    }

    private static TenancyStatement Bound(string sql, AllocationState allocation, TenantId tenantId, TenantUid uid)
    {
        TenancyStatement statement = new TenancyStatement(sql).With(tenantId.Value).With(allocation.Id);
        foreach (long amount in ResourceSteps.KnownOf(allocation.Amounts))
        {
            statement.With(amount);
        }

        return statement
            .With(StepsJson.Write(ResourceSteps.OtherOf(allocation.Amounts)))
            .With(allocation.Source)
            .With(allocation.Namespace)
            .With(allocation.Labels.Count == 0 ? null : JsonSerializer.Serialize(allocation.Labels))
            .With(allocation.Admission)
            .With(allocation.Change)
            .With(allocation.CreatedTicks)
            .With(allocation.SinceTicks)
            .With(NullIfNever(allocation.ExpiresTicks))
            .With(allocation.IsAdopted ? 1 : 0)
            .With(allocation.Growth is { } growth ? StepsJson.Write(growth.Target) : null)
            .With(allocation.Growth?.Number)
            .With(allocation.Growth?.ExpiresTicks)
            .With(allocation.GrownBy)
            .With(NullIfNever(allocation.EndsTicks))
            .With(uid.ToString());
    }

    private static long? NullIfNever(long ticks) => ticks == AllocationState.Never ? null : ticks;
}
