using System.Text.Json;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>Tenants to rows and back.</summary>
internal static class TenantMapping
{
    /// <summary>A row that says the same, with the grace and thresholds of <paramref name="former"/>, which are no part of the tenant.</summary>
    public static TenantRow ToRow(this Tenant tenant, TenantRow? former = null) => new()
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
        CpuLimit = tenant.ResourceQuotas.CpuCores is { } cores ? ResourceUnits.Millicores(cores) : null,
        MemoryLimit = tenant.ResourceQuotas.MemoryBytes,
        StorageLimit = tenant.ResourceQuotas.StorageBytes,
        ContainersLimit = tenant.ResourceQuotas.Containers,
        ServicesLimit = tenant.ResourceQuotas.Services,
        OtherLimits = ResourceUnits.ToJson(tenant.ResourceQuotas.Other),
        Grace = former?.Grace,
        GraceUntil = former?.GraceUntil,
        Thresholds = former?.Thresholds,
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
                ResourceQuotas = new ResourceQuotas
                {
                    CpuCores = row.CpuLimit is { } cores ? ResourceUnits.ToUnit(ResourceUnits.Cpu, cores) : null,
                    MemoryBytes = row.MemoryLimit,
                    StorageBytes = row.StorageLimit,
                    Containers = row.ContainersLimit,
                    Services = row.ServicesLimit,
                    Other = ResourceUnits.Units(ResourceUnits.FromJson(row.OtherLimits)),
                },
                Namespaces = row.NamespaceList(),
                Status = (TenantStatus)row.Status,
                StatusReason = row.StatusReason,
                Description = row.Description,
                Labels = row.Labels is null ? new Dictionary<string, string>() : JsonSerializer.Deserialize<Dictionary<string, string>>(row.Labels)!,
                CreatedAt = Ticks.ToTime(row.CreatedAt),
                UpdatedAt = Ticks.ToTime(row.UpdatedAt),
                Version = row.Version,
                StatusVersion = row.StatusVersion,
            };
        }
        catch (Exception e) when (e is ArgumentException or FormatException or JsonException)
        {
            throw new TenancyStoreException($"The stored tenant '{row.Id}' cannot be read: {e.Message}", isTransient: false, e);
        }
    }

    /// <summary>A label as it stands in the JSON of a map of labels.</summary>
    public static string LabelJson(string key, string value) => JsonSerializer.Serialize(key) + ":" + JsonSerializer.Serialize(value);

    public static string[] NamespaceList(this TenantRow row) => row.Namespaces is null ? [] : JsonSerializer.Deserialize<string[]>(row.Namespaces)!;

    /// <summary>The form in which names are compared and kept unique, and texts searched.</summary>
    public static string NameKey(string name) => name.ToUpperInvariant();
}
