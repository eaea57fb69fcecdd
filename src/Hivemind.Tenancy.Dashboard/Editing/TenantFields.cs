using Hivemind.Tenancy.Dashboard.Pages;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>The settings of a tenant, grouped by the permission that changing them takes (see <see cref="TenantUpdatePermissions"/>).</summary>
internal static class TenantFields
{
    public const string QuotaPrefix = "quota-";

    /// <summary>Before the number of a row, the field that says of which further resource its quota is.</summary>
    public const string AddedNamePrefix = "new-name-";

    /// <summary>Before the number of a row, the field that says how much of a further resource there may be.</summary>
    public const string AddedAmountPrefix = "new-amount-";

    public static TenantField Name { get; } = new("name", "Name", t => t.Name, (t, text) => t with { Name = text });

    public static TenantField Description { get; } = new(
        "description", "Description", t => t.Description ?? string.Empty, (t, text) => t with { Description = text.Length == 0 ? null : text });

    public static TenantField Labels { get; } = new("labels", "Labels", t => LabelText.Write(t.Labels), LabelText.Set);

    public static TenantField Owner { get; } = new("owner", "Owner", t => t.OwnerId, (t, text) => t with { OwnerId = text });

    public static TenantField Level { get; } = new(
        "isolation", "Isolation", t => IsolationText.Write(t.IsolationLevel), (t, text) => t with { IsolationLevel = IsolationText.Read(text) })
    {
        Words = IsolationText.Words,
    };

    public static TenantField Namespaces { get; } = new(
        "namespaces",
        "Namespaces",
        t => string.Join('\n', t.Namespaces),
        (t, text) => t with { Namespaces = text.Split(['\n', ' ', ',', ';', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) });

    public static TenantField Protection { get; } = new(
        "protected", "Protection against deletion", t => t.IsDeletionProtected ? "on" : string.Empty, (t, text) => t with { IsDeletionProtected = text == "on" })
    {
        Words = (text, texts) => texts[text.Length == 0 ? "no" : "yes"],
    };

    /// <summary>What takes <c>tenants:update</c> at the tenant.</summary>
    public static IReadOnlyList<TenantField> OfDescription { get; } = [Name, Description, Labels];

    /// <summary>What takes <c>tenants:update</c> at Global scope.</summary>
    public static IReadOnlyList<TenantField> OfPlacement { get; } = [Owner, Level, Namespaces, Protection];

    /// <summary>The quota of a resource, which takes <c>quotas:update</c> at Global scope.</summary>
    public static TenantField Quota(string resource) => new(
        QuotaPrefix + resource,
        Pages.Amount.NameOf(resource),
        t => TypedAmount.Write(resource, Limit(t.ResourceQuotas, resource)),
        (t, text) => t with { ResourceQuotas = With(t.ResourceQuotas, resource, text.Length == 0 ? null : TypedAmount.Read(resource, text)) })
    {
        Words = (text, texts) => text.Length == 0 ? texts["no limit"] : text,
    };

    /// <summary>The budget of a meter, which takes <c>budgets:update</c> at Global scope.</summary>
    public static TenantField Budget(string meter) => new(
        BudgetFields.Prefix + meter, "Budget of {0}", t => BudgetText.Write(t.Budgets.GetValueOrDefault(meter)), (t, text) => t with { Budgets = With(t.Budgets, meter, text) })
    {
        About = meter,
        Words = BudgetText.Words,
    };

    /// <summary>The five known resources, then others in ordinal order.</summary>
    public static IReadOnlyList<string> Resources(IEnumerable<string> others) =>
        [.. Amount.InOrder(Amount.Known.Concat(others).Distinct(StringComparer.Ordinal), r => r)];

    /// <summary>What the quotas say of a resource; null for no limit.</summary>
    public static decimal? Limit(ResourceQuotas quotas, string resource) => resource switch
    {
        ResourceNames.Cpu => quotas.CpuCores,
        ResourceNames.Memory => quotas.MemoryBytes,
        ResourceNames.Storage => quotas.StorageBytes,
        ResourceNames.Containers => quotas.Containers,
        ResourceNames.Services => quotas.Services,
        _ => quotas.Other.TryGetValue(resource, out decimal limit) ? limit : null,
    };

    /// <summary>The quotas with another limit of a resource.</summary>
    /// <exception cref="ArgumentException">It is no resource, or its limit has finer steps than the resource.</exception>
    public static ResourceQuotas With(ResourceQuotas quotas, string resource, decimal? limit) => resource switch
    {
        ResourceNames.Cpu => quotas with { CpuCores = limit },
        ResourceNames.Memory => quotas with { MemoryBytes = (long?)limit },
        ResourceNames.Storage => quotas with { StorageBytes = (long?)limit },
        ResourceNames.Containers => quotas with { Containers = (long?)limit },
        ResourceNames.Services => quotas with { Services = (long?)limit },
        _ => quotas with { Other = Other(quotas, resource, limit) },
    };

    private static Dictionary<string, ConsumptionBudget> With(IReadOnlyDictionary<string, ConsumptionBudget> budgets, string meter, string text)
    {
        Dictionary<string, ConsumptionBudget> changed = new(budgets, StringComparer.Ordinal);
        if (BudgetText.Read(text, budgets.GetValueOrDefault(meter)) is { } budget)
        {
            changed[meter] = budget;
        }
        else
        {
            changed.Remove(meter);
        }

        return changed;
    }

    private static Dictionary<string, decimal> Other(ResourceQuotas quotas, string resource, decimal? limit)
    {
        Dictionary<string, decimal> other = new(quotas.Other, StringComparer.Ordinal);
        other.Remove(resource);
        if (limit is { } value)
        {
            other.Add(resource, value);
        }

        return other;
    }

    public static bool IsKnown(string resource) => Amount.Known.Contains(resource);
}
