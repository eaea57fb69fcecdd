using Hivemind.Tenancy.Dashboard.Pages;
using Microsoft.Extensions.Localization;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>Amounts of resources in words.</summary>
internal static class NeedText
{
    /// <summary>All that is not 0, for instance "1.5 CPU cores, 512 MiB of memory, 3 containers".</summary>
    public static string Of(IStringLocalizer texts, ResourceAmounts amounts)
    {
        List<string> parts = [];
        Add(amounts.CpuCores, amounts.CpuCores == 1 ? texts["1 CPU core"] : texts["{0} CPU cores", Amount.Number(amounts.CpuCores)]);
        Add(amounts.MemoryBytes, texts["{0} of memory", Amount.Of(ResourceNames.Memory, amounts.MemoryBytes)]);
        Add(amounts.StorageBytes, texts["{0} of storage", Amount.Of(ResourceNames.Storage, amounts.StorageBytes)]);
        Add(amounts.Containers, amounts.Containers == 1 ? texts["1 container"] : texts["{0} containers", Amount.Number(amounts.Containers)]);
        Add(amounts.Services, amounts.Services == 1 ? texts["1 service"] : texts["{0} services", Amount.Number(amounts.Services)]);
        foreach ((string name, decimal amount) in amounts.Other)
        {
            Add(amount, $"{Amount.Number(amount)} {Typed.Isolated(name)}");
        }

        return parts.Count > 0 ? string.Join(", ", parts) : texts["nothing"];

        void Add(decimal amount, string text)
        {
            if (amount != 0)
            {
                parts.Add(text);
            }
        }
    }

    /// <summary>What is left of a resource, for instance "Memory left: 1 GiB of 4 GiB."; null where there is no limit.</summary>
    public static string? LeftOf(IStringLocalizer texts, TenantUsage? usage, string resource) =>
        usage?[resource] is { Available: { } left, Limit: { } limit } ? texts["{0} left: {1} of {2}.", texts[Amount.NameOf(resource)], Amount.Of(resource, left), Amount.Of(resource, limit)].Value : null;
}
