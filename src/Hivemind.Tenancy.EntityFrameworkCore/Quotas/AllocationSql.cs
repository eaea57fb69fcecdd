using System.Data.Common;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>Statements over a tenant's allocations, under its lock or within a snapshot. A hold is live while <c>expires_at > now</c>.</summary>
internal static class AllocationSql
{
    private const string Live = "(expires_at IS NULL OR expires_at > @now)";

    private const string Columns = "token, tenant_id, id, cpu, memory, storage, containers, services, other, source, expires_at, created_at, changed_at";

    private const string Select = "SELECT " + Columns + " FROM allocations WHERE tenant_id = @tenant AND ";

    // The sums are numeric on PostgreSQL; they fit 64 bits, see LedgerTotals.
    private const string Sums =
        "SELECT CAST(COALESCE(SUM(cpu), 0) AS bigint), CAST(COALESCE(SUM(memory), 0) AS bigint), CAST(COALESCE(SUM(storage), 0) AS bigint), "
        + "CAST(COALESCE(SUM(containers), 0) AS bigint), CAST(COALESCE(SUM(services), 0) AS bigint), "
        + "CAST(COALESCE(SUM(CASE WHEN expires_at IS NULL THEN 0 ELSE cpu END), 0) AS bigint), "
        + "CAST(COALESCE(SUM(CASE WHEN expires_at IS NULL THEN 0 ELSE memory END), 0) AS bigint), "
        + "CAST(COALESCE(SUM(CASE WHEN expires_at IS NULL THEN 0 ELSE storage END), 0) AS bigint), "
        + "CAST(COALESCE(SUM(CASE WHEN expires_at IS NULL THEN 0 ELSE containers END), 0) AS bigint), "
        + "CAST(COALESCE(SUM(CASE WHEN expires_at IS NULL THEN 0 ELSE services END), 0) AS bigint), "
        + "COUNT(*), COUNT(expires_at), COUNT(other) FROM allocations WHERE tenant_id = @tenant AND " + Live;

    /// <summary>Deletes the holds that have ended.</summary>
    public static async ValueTask SweepAsync(TenancyDbContext context, string tenantId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        DbCommand command = context.Command("DELETE FROM allocations WHERE tenant_id = @tenant AND expires_at <= @now");
        await using (command.ConfigureAwait(false))
        {
            command.Add("@tenant", tenantId);
            command.Add("@now", now.UtcTicks);
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The sums over what is live.</summary>
    public static async ValueTask<LedgerTotals> SumAsync(
        TenancyDbContext context, string tenantId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        (LedgerTotals totals, bool hasOther) = await SumKnownAsync(context, tenantId, now, cancellationToken).ConfigureAwait(false);
        if (hasOther)
        {
            foreach (AllocationRow row in await ListAsync(context, "other IS NOT NULL AND " + Live, tenantId, now, cancellationToken).ConfigureAwait(false))
            {
                totals.AddOther(ResourceUnits.FromJson(row.Other), held: row.ExpiresAt is not null);
            }
        }

        return totals;
    }

    /// <summary>One live allocation; null when there is none of that id.</summary>
    public static async ValueTask<AllocationRow?> FindAsync(
        TenancyDbContext context, string tenantId, string id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        DbCommand command = context.Command(Select + "id = @id AND " + Live);
        await using (command.ConfigureAwait(false))
        {
            command.Add("@tenant", tenantId);
            command.Add("@id", id);
            command.Add("@now", now.UtcTicks);
            DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                return await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? Row(reader) : null;
            }
        }
    }

    /// <summary>The live allocation of that id, and of that token when one is given.</summary>
    /// <exception cref="ReservationExpiredException">There is none.</exception>
    public static async ValueTask<AllocationRow> GetLiveAsync(
        TenancyDbContext context, TenantId tenantId, string allocationId, long? allocationToken, DateTimeOffset now, CancellationToken cancellationToken)
    {
        AllocationRow? live = await FindAsync(context, tenantId.Value, allocationId, now, cancellationToken).ConfigureAwait(false);
        return live is not null && (allocationToken is null || allocationToken == live.Token)
            ? live
            : throw new ReservationExpiredException(tenantId, allocationId);
    }

    /// <summary>The live holds.</summary>
    public static ValueTask<List<AllocationRow>> ListHoldsAsync(
        TenancyDbContext context, string tenantId, DateTimeOffset now, CancellationToken cancellationToken) =>
        ListAsync(context, "expires_at > @now", tenantId, now, cancellationToken);

    /// <summary>Adds an allocation and returns its token.</summary>
    public static async ValueTask<long> InsertAsync(TenancyDbContext context, AllocationRow row, CancellationToken cancellationToken)
    {
        DbCommand command = context.Command(
            "INSERT INTO allocations (tenant_id, id, cpu, memory, storage, containers, services, other, source, expires_at, created_at, changed_at) "
            + "VALUES (@tenant, @id, @cpu, @memory, @storage, @containers, @services, @other, @source, @expires, @created, @changed) RETURNING token");
        await using (command.ConfigureAwait(false))
        {
            command.Add("@tenant", row.TenantId);
            command.Add("@id", row.Id);
            AddValues(command, row);
            command.Add("@created", row.CreatedAt);
            return (long)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
        }
    }

    /// <summary>Writes everything that can change.</summary>
    public static async ValueTask UpdateAsync(TenancyDbContext context, AllocationRow row, CancellationToken cancellationToken)
    {
        DbCommand command = context.Command(
            "UPDATE allocations SET cpu = @cpu, memory = @memory, storage = @storage, containers = @containers, services = @services, "
            + "other = @other, source = @source, expires_at = @expires, changed_at = @changed WHERE token = @token");
        await using (command.ConfigureAwait(false))
        {
            AddValues(command, row);
            command.Add("@token", row.Token);
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Sets until when a hold lasts, null for committed, and when it changed.</summary>
    public static async ValueTask SetExpiryAsync(TenancyDbContext context, AllocationRow row, CancellationToken cancellationToken)
    {
        DbCommand command = context.Command("UPDATE allocations SET expires_at = @expires, changed_at = @changed WHERE token = @token");
        await using (command.ConfigureAwait(false))
        {
            command.Add("@expires", row.ExpiresAt);
            command.Add("@changed", row.ChangedAt);
            command.Add("@token", row.Token);
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Deletes a live allocation; with a token of a hold only if it is still the hold with that token. Whether there was one.</summary>
    public static async ValueTask<bool> DeleteAsync(
        TenancyDbContext context, string tenantId, string id, long? holdToken, DateTimeOffset now, CancellationToken cancellationToken)
    {
        DbCommand command = context.Command(
            "DELETE FROM allocations WHERE tenant_id = @tenant AND id = @id AND " + (holdToken is null ? Live : "token = @token AND expires_at > @now"));
        await using (command.ConfigureAwait(false))
        {
            command.Add("@tenant", tenantId);
            command.Add("@id", id);
            command.Add("@now", now.UtcTicks);
            if (holdToken is not null)
            {
                command.Add("@token", holdToken);
            }

            return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) > 0;
        }
    }

    /// <summary>Deletes an allocation by its token.</summary>
    public static async ValueTask DeleteAsync(TenancyDbContext context, AllocationRow row, CancellationToken cancellationToken)
    {
        DbCommand command = context.Command("DELETE FROM allocations WHERE token = @token");
        await using (command.ConfigureAwait(false))
        {
            command.Add("@token", row.Token);
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Everything that is live.</summary>
    public static ValueTask<List<AllocationRow>> ListLiveAsync(
        TenancyDbContext context, string tenantId, DateTimeOffset now, CancellationToken cancellationToken) =>
        ListAsync(context, Live, tenantId, now, cancellationToken);

    private static async ValueTask<(LedgerTotals Totals, bool HasOther)> SumKnownAsync(
        TenancyDbContext context, string tenantId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        DbCommand command = context.Command(Sums);
        await using (command.ConfigureAwait(false))
        {
            command.Add("@tenant", tenantId);
            command.Add("@now", now.UtcTicks);
            DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                int count = (int)reader.GetInt64(10);
                int held = (int)reader.GetInt64(11);
                LedgerTotals totals = new()
                {
                    Total = [reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4)],
                    Held = [reader.GetInt64(5), reader.GetInt64(6), reader.GetInt64(7), reader.GetInt64(8), reader.GetInt64(9)],
                    HeldCount = held,
                    CommittedCount = count - held,
                };
                return (totals, reader.GetInt64(12) > 0);
            }
        }
    }

    private static async ValueTask<List<AllocationRow>> ListAsync(
        TenancyDbContext context, string condition, string tenantId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        DbCommand command = context.Command(Select + condition);
        await using (command.ConfigureAwait(false))
        {
            command.Add("@tenant", tenantId);
            command.Add("@now", now.UtcTicks);
            DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                List<AllocationRow> rows = [];
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    rows.Add(Row(reader));
                }

                return rows;
            }
        }
    }

    private static void AddValues(DbCommand command, AllocationRow row)
    {
        command.Add("@cpu", row.Cpu);
        command.Add("@memory", row.Memory);
        command.Add("@storage", row.Storage);
        command.Add("@containers", row.Containers);
        command.Add("@services", row.Services);
        command.Add("@other", row.Other);
        command.Add("@source", row.Source);
        command.Add("@expires", row.ExpiresAt);
        command.Add("@changed", row.ChangedAt);
    }

    private static AllocationRow Row(DbDataReader reader) => new()
    {
        Token = reader.GetInt64(0),
        TenantId = reader.GetString(1),
        Id = reader.GetString(2),
        Cpu = reader.GetInt64(3),
        Memory = reader.GetInt64(4),
        Storage = reader.GetInt64(5),
        Containers = reader.GetInt64(6),
        Services = reader.GetInt64(7),
        Other = reader.GetStringOrNull(8),
        Source = reader.GetString(9),
        ExpiresAt = reader.GetInt64OrNull(10),
        CreatedAt = reader.GetInt64(11),
        ChangedAt = reader.GetInt64(12),
    };
}
