using System.Data.Common;
using System.Text.Json;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>The statements over plans. Locks on a plan's row come after tenants' ledgers, and what they guard is read by later statements.</summary>
internal static class PlanSql
{
    private const string Columns = "v.name, v.version, v.created_at, v.document";
    private const string IsLatest = "v.version = (SELECT MAX(l.version) FROM plan_versions l WHERE l.name = v.name)";

    public static TenancyStatement Find(PlanReference plan) => plan.Version is { } version
        ? new TenancyStatement($"SELECT {Columns} FROM plan_versions v WHERE v.name = @p1 AND v.version = @p2").With(plan.Name).With(version)
        : new TenancyStatement($"SELECT {Columns} FROM plan_versions v WHERE v.name = @p1 AND {IsLatest}").With(plan.Name);

    public static TenancyStatement List(PlanQuery query) => new TenancyStatement(
        $"SELECT {Columns} FROM plan_versions v WHERE v.name > @p1 AND {IsLatest} ORDER BY v.name LIMIT @p2").With(query.After ?? string.Empty).With(query.Limit);

    public static TenancyStatement ListVersions(string planName, PlanVersionQuery query) => new TenancyStatement(
        $"SELECT {Columns} FROM plan_versions v WHERE v.name = @p1 AND v.version > @p2 ORDER BY v.version LIMIT @p3")
        .With(planName).With(query.After).With(query.Limit);

    /// <summary>Makes the row of a plan where there is none, so that it can be locked.</summary>
    public static TenancyStatement Name(string planName) =>
        new TenancyStatement("INSERT INTO plans (name, last_version) VALUES (@p1, 0) ON CONFLICT DO NOTHING").With(planName);

    /// <summary>Locks the row of a plan, and reads the last number that was given.</summary>
    public static TenancyStatement Lock(string planName, string rowLock) =>
        new TenancyStatement("SELECT last_version FROM plans WHERE name = @p1" + rowLock).With(planName);

    public static TenancyStatement Insert(TenantPlan plan) =>
        new TenancyStatement("INSERT INTO plan_versions (name, version, created_at, document) VALUES (@p1, @p2, @p3, @p4)")
            .With(plan.Name).With(plan.Version).With(plan.CreatedAt.UtcTicks).With(JsonSerializer.Serialize(plan with { Version = 0, CreatedAt = default }));

    public static TenancyStatement Number(TenantPlan plan) =>
        new TenancyStatement("UPDATE plans SET last_version = @p2 WHERE name = @p1").With(plan.Name).With(plan.Version);

    public static TenancyStatement AnyTenant(string planName) =>
        new TenancyStatement("SELECT id FROM tenants WHERE plan_name = @p1 LIMIT 1").With(planName);

    public static TenancyStatement Remove(string planName) => new TenancyStatement("DELETE FROM plan_versions WHERE name = @p1").With(planName);

    /// <exception cref="TenancyStoreException">The row says what no plan can, so it was not written by this library.</exception>
    public static TenantPlan Read(DbDataReader reader)
    {
        try
        {
            return JsonSerializer.Deserialize<TenantPlan>(reader.GetString(3))! with { Version = reader.GetInt32(1), CreatedAt = Ticks.ToTime(reader.GetInt64(2)) };
        }
        catch (Exception e) when (e is ArgumentException or FormatException or JsonException)
        {
            throw new TenancyStoreException($"The stored plan '{reader.GetString(0)}@{reader.GetInt32(1)}' cannot be read: {e.Message}", isTransient: false, e);
        }
    }
}
