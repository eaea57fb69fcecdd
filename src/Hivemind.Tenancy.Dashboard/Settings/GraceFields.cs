using Hivemind.Tenancy.Dashboard.Pages;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>Grace as fields: how much of each resource there may be, and until when, in UTC.</summary>
internal static class GraceFields
{
    public const string Prefix = "grace-";
    public const string Until = "until";

    /// <summary>The five known resources, and those others that are limited, by the quota or the grace in force, or stand in a form that was sent.</summary>
    public static IReadOnlyList<string> ResourcesOf(Tenant tenant, QuotaGrace? grace, DashboardForm? form) => TenantFields.Resources(
        tenant.ResourceQuotas.Other.Keys.Concat(grace?.Ceiling.Other.Keys ?? []).Concat(form?.NamesAfter(Prefix) ?? []));

    /// <summary>The text of a field.</summary>
    public static string Show(string field, QuotaGrace? grace) => grace is null ? string.Empty
        : field == Until ? TypedTime.Write(grace.Until)
        : Ceiling(grace.Ceiling, field[Prefix.Length..]) is var ceiling && ceiling > 0 ? TypedAmount.Write(field[Prefix.Length..], ceiling) : string.Empty;

    /// <summary>Puts the grace in force into a form.</summary>
    public static void Load(DashboardForm form, QuotaGrace? grace, IEnumerable<string> resources)
    {
        foreach (string field in resources.Select(r => Prefix + r).Append(Until))
        {
            form.Load(field, Show(field, grace));
        }
    }

    /// <summary>Amounts of quotas that limit what they name.</summary>
    public static ResourceAmounts Amounts(ResourceQuotas quotas) => new()
    {
        CpuCores = quotas.CpuCores ?? 0,
        MemoryBytes = quotas.MemoryBytes ?? 0,
        StorageBytes = quotas.StorageBytes ?? 0,
        Containers = quotas.Containers ?? 0,
        Services = quotas.Services ?? 0,
        Other = quotas.Other,
    };

    private static decimal Ceiling(ResourceAmounts amounts, string resource) => resource switch
    {
        ResourceNames.Cpu => amounts.CpuCores,
        ResourceNames.Memory => amounts.MemoryBytes,
        ResourceNames.Storage => amounts.StorageBytes,
        ResourceNames.Containers => amounts.Containers,
        ResourceNames.Services => amounts.Services,
        _ => amounts.Other.GetValueOrDefault(resource),
    };
}
