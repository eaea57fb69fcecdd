using System.Data.Common;
using System.Text.Json;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>Tenants to rows and back.</summary>
internal static class TenantMapping
{
    private static readonly string[] Columns =
    [
        "id", "uid", "name", "name_key", "owner_id", "isolation", "namespaces", "status", "status_reason", "description", "description_key", "labels",
        "created_at", "updated_at", "version", "status_version", "quotas", "is_deletion_protected", "budgets",
        "plan_name", "plan_version", "parameters",
    ];

    private static readonly string InsertText = $"INSERT INTO tenants ({string.Join(", ", Columns)}) VALUES {TenancyStatement.In(1, Columns.Length)}";

    private static readonly string UpdateText =
        $"UPDATE tenants SET {string.Join(", ", Columns.Skip(1).Select((c, i) => $"{c} = @p{i + 2}"))} WHERE id = @p1";

    private static readonly string SelectText = $"SELECT {string.Join(", ", Columns)} FROM tenants WHERE id = @p1";

    public static TenancyStatement Find(TenantId tenantId) => new TenancyStatement(SelectText).With(tenantId.Value);

    public static TenancyStatement Insert(Tenant tenant) => Bound(InsertText, tenant.ToRow());

    public static TenancyStatement Update(Tenant tenant) => Bound(UpdateText, tenant.ToRow());

    public static TenantRow Read(DbDataReader reader) => new()
    {
        Id = reader.GetString(0),
        Uid = reader.GetString(1),
        Name = reader.GetString(2),
        NameKey = reader.GetString(3),
        OwnerId = reader.GetString(4),
        Isolation = reader.GetString(5),
        Namespaces = reader.GetStringOrNull(6),
        Status = reader.GetInt32(7),
        StatusReason = reader.GetStringOrNull(8),
        Description = reader.GetStringOrNull(9),
        Labels = reader.GetStringOrNull(11),
        CreatedAt = reader.GetInt64(12),
        UpdatedAt = reader.GetInt64(13),
        Version = reader.GetInt64(14),
        StatusVersion = reader.GetInt64(15),
        Quotas = reader.GetStringOrNull(16),
        IsDeletionProtected = reader.GetInt32(17) != 0,
        Budgets = reader.GetStringOrNull(18),
        PlanName = reader.GetStringOrNull(19),
        PlanVersion = reader.IsDBNull(20) ? null : reader.GetInt32(20),
        Parameters = reader.GetStringOrNull(21),
    };

    private static TenancyStatement Bound(string sql, TenantRow row) => new TenancyStatement(sql)
        .With(row.Id).With(row.Uid).With(row.Name).With(row.NameKey).With(row.OwnerId).With(row.Isolation).With(row.Namespaces)
        .With(row.Status).With(row.StatusReason).With(row.Description).With(row.DescriptionKey).With(row.Labels)
        .With(row.CreatedAt).With(row.UpdatedAt).With(row.Version).With(row.StatusVersion).With(row.Quotas)
        .With(row.IsDeletionProtected ? 1 : 0).With(row.Budgets)
        .With(row.PlanName).With(row.PlanVersion).With(row.Parameters);

    private static TenantRow ToRow(this Tenant tenant) => new()
    {
        Id = tenant.Id.Value,
        Uid = tenant.Uid.ToString(),
        Name = tenant.Name,
        NameKey = NameKey(tenant.Name),
        OwnerId = tenant.OwnerId,
        Isolation = JsonSerializer.Serialize(tenant.IsolationLevel),
        Namespaces = tenant.Namespaces.Count == 0 ? null : JsonSerializer.Serialize(tenant.Namespaces),
        Status = (int)tenant.Status,
        StatusReason = tenant.StatusReason,
        Description = tenant.Description,
        DescriptionKey = tenant.Description is null ? null : NameKey(tenant.Description),
        Labels = tenant.Labels.Count == 0 ? null : JsonSerializer.Serialize(tenant.Labels),
        CreatedAt = tenant.CreatedAt.UtcTicks,
        UpdatedAt = tenant.UpdatedAt.UtcTicks,
        Version = tenant.Version,
        StatusVersion = tenant.StatusVersion,
        Quotas = StepsJson.Write(tenant.ResourceQuotas),
        Budgets = tenant.Budgets.Count == 0 ? null : JsonSerializer.Serialize(tenant.Budgets),
        IsDeletionProtected = tenant.IsDeletionProtected,
        PlanName = tenant.Plan?.Name,
        PlanVersion = tenant.Plan?.Version,
        Parameters = tenant.Parameters.Count == 0 ? null : JsonSerializer.Serialize(tenant.Parameters),
    };

    /// <exception cref="TenancyStoreException">The row says what no tenant can be, so it was not written by this library.</exception>
    public static Tenant ToTenant(this TenantRow row)
    {
        try
        {
            return new Tenant
            {
                Id = TenantId.Parse(row.Id),
                Uid = TenantUid.Parse(row.Uid),
                Name = row.Name,
                OwnerId = row.OwnerId,
                IsolationLevel = JsonSerializer.Deserialize<IsolationLevel>(row.Isolation)!,
                ResourceQuotas = StepsJson.ReadQuotas(row.Quotas),
                Budgets = ReadBudgets(row.Budgets),
                Namespaces = row.NamespaceList(),
                Status = (TenantStatus)row.Status,
                StatusReason = row.StatusReason,
                Description = row.Description,
                Labels = ReadTexts(row.Labels),
                Parameters = ReadTexts(row.Parameters),
                Plan = row.PlanName is null ? default(PlanReference?) : new PlanReference(row.PlanName, row.PlanVersion),
                CreatedAt = Ticks.ToTime(row.CreatedAt),
                UpdatedAt = Ticks.ToTime(row.UpdatedAt),
                Version = row.Version,
                StatusVersion = row.StatusVersion,
                IsDeletionProtected = row.IsDeletionProtected,
            };
        }
        catch (Exception e) when (e is ArgumentException or FormatException or JsonException)
        {
            throw new TenancyStoreException($"The stored tenant '{row.Id}' cannot be read: {e.Message}", isTransient: false, e);
        }
    }

    public static Dictionary<string, ConsumptionBudget> ReadBudgets(string? json) =>
        json is null ? [] : JsonSerializer.Deserialize<Dictionary<string, ConsumptionBudget>>(json)!;

    private static Dictionary<string, string> ReadTexts(string? json) => json is null ? [] : JsonSerializer.Deserialize<Dictionary<string, string>>(json)!;

    /// <summary>A label as it stands in the JSON of a map of labels.</summary>
    public static string LabelJson(string key, string value) => JsonSerializer.Serialize(key) + ":" + JsonSerializer.Serialize(value);

    public static string[] NamespaceList(this TenantRow row) => row.Namespaces is null ? [] : JsonSerializer.Deserialize<string[]>(row.Namespaces)!;

    /// <summary>The form in which names are compared and kept unique, and texts searched.</summary>
    public static string NameKey(string name) => name.ToUpperInvariant();
}
