namespace Hivemind.Tenancy.Tests;

/// <summary>Amounts and quotas by resource name, so that a test can run over every resource: <c>Resources.Amounts(("cpu", 2), ("gpu", 1))</c>.</summary>
internal static class Resources
{
    /// <summary>The five known resources and two others.</summary>
    public static readonly IReadOnlyList<string> Every = [.. Known, "gpu", "public-ips"];

    public static string[] Known =>
        [ResourceNames.Cpu, ResourceNames.Memory, ResourceNames.Storage, ResourceNames.Containers, ResourceNames.Services];

    public static TheoryData<string> Names => [.. Every];

    public static ResourceAmounts Amounts(params (string Resource, decimal Amount)[] amounts)
    {
        Dictionary<string, decimal> by = amounts.ToDictionary(a => a.Resource, a => a.Amount);
        return new ResourceAmounts
        {
            CpuCores = by.GetValueOrDefault(ResourceNames.Cpu),
            MemoryBytes = (long)by.GetValueOrDefault(ResourceNames.Memory),
            StorageBytes = (long)by.GetValueOrDefault(ResourceNames.Storage),
            Containers = (long)by.GetValueOrDefault(ResourceNames.Containers),
            Services = (long)by.GetValueOrDefault(ResourceNames.Services),
            Other = by.Where(a => !Known.Contains(a.Key)).ToDictionary(a => a.Key, a => a.Value),
        };
    }

    /// <summary>What is not named is unlimited.</summary>
    public static ResourceQuotas Quotas(params (string Resource, decimal Limit)[] limits)
    {
        Dictionary<string, decimal> by = limits.ToDictionary(l => l.Resource, l => l.Limit);
        return new ResourceQuotas
        {
            CpuCores = Limit(ResourceNames.Cpu),
            MemoryBytes = (long?)Limit(ResourceNames.Memory),
            StorageBytes = (long?)Limit(ResourceNames.Storage),
            Containers = (long?)Limit(ResourceNames.Containers),
            Services = (long?)Limit(ResourceNames.Services),
            Other = by.Where(l => !Known.Contains(l.Key)).ToDictionary(l => l.Key, l => l.Value),
        };

        decimal? Limit(string resource) => by.TryGetValue(resource, out decimal limit) ? limit : null;
    }

    /// <summary>As much of every resource.</summary>
    public static ResourceAmounts OfEach(decimal amount) => Amounts([.. Every.Select(r => (r, amount))]);

    /// <summary>The same limit on every resource.</summary>
    public static ResourceQuotas LimitEach(decimal limit) => Quotas([.. Every.Select(r => (r, limit))]);

    /// <summary>The amount of one resource, in its unit.</summary>
    public static decimal Of(this ResourceAmounts amounts, string resource) => resource switch
    {
        ResourceNames.Cpu => amounts.CpuCores,
        ResourceNames.Memory => amounts.MemoryBytes,
        ResourceNames.Storage => amounts.StorageBytes,
        ResourceNames.Containers => amounts.Containers,
        ResourceNames.Services => amounts.Services,
        _ => amounts.Other.GetValueOrDefault(resource),
    };
}
