namespace Hivemind.Tenancy.Billing;

/// <summary>A usage record as it stands in exports.</summary>
/// <param name="Sequence">Its place among all closed records.</param>
/// <param name="TenantId">Whose it was.</param>
/// <param name="TenantUid">Which tenant of that id.</param>
/// <param name="AllocationId">The allocation.</param>
/// <param name="Source">Which engine or host held it; empty when not said.</param>
/// <param name="Namespace">The namespace; null for none.</param>
/// <param name="Labels">The host's own marks.</param>
/// <param name="IsCommitted">Whether it was committed.</param>
/// <param name="Amounts">What was held, by resource, in its unit.</param>
/// <param name="From">Since when, in UTC.</param>
/// <param name="To">Until when, in UTC.</param>
/// <param name="Used">The amounts times how long, as strings: unit-seconds pass what most readers of JSON count exactly.</param>
internal sealed record UsageDocument(
    long Sequence,
    TenantId TenantId,
    TenantUid TenantUid,
    string AllocationId,
    string Source,
    string? Namespace,
    IReadOnlyDictionary<string, string> Labels,
    bool IsCommitted,
    IReadOnlyDictionary<string, decimal> Amounts,
    DateTime From,
    DateTime To,
    IReadOnlyDictionary<string, Quantity> Used)
{
    public static UsageDocument Of(UsageRecord record)
    {
        SortedDictionary<string, decimal> amounts = new(StringComparer.Ordinal);
        foreach ((string resource, decimal amount) in AmountsOf(record.Amounts))
        {
            if (amount != 0)
            {
                amounts[resource] = amount;
            }
        }

        Quantity seconds = new(record.To.UtcTicks - record.From.UtcTicks, TimeSpan.TicksPerSecond);
        return new UsageDocument(
            record.Sequence,
            record.TenantId,
            record.TenantUid,
            record.AllocationId,
            record.Source,
            record.Namespace,
            record.Labels,
            record.IsCommitted,
            amounts,
            record.From.UtcDateTime,
            record.To.UtcDateTime,
            new SortedDictionary<string, Quantity>(amounts.ToDictionary(a => a.Key, a => seconds * a.Value), StringComparer.Ordinal));
    }

    private static IEnumerable<KeyValuePair<string, decimal>> AmountsOf(ResourceAmounts amounts) =>
    [
        new(ResourceNames.Cpu, amounts.CpuCores),
        new(ResourceNames.Memory, amounts.MemoryBytes),
        new(ResourceNames.Storage, amounts.StorageBytes),
        new(ResourceNames.Containers, amounts.Containers),
        new(ResourceNames.Services, amounts.Services),
        .. amounts.Other,
    ];
}
