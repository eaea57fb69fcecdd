namespace Hivemind.Tenancy.Storage;

/// <summary>Which usage a store is asked for.</summary>
/// <param name="Tenant">Whose, by the uid, gone or not; null for all tenants'.</param>
/// <param name="From">What was still held after it.</param>
/// <param name="Until">What was held before it.</param>
public readonly record struct UsageSpan(TenantReference? Tenant, DateTimeOffset From, DateTimeOffset Until)
{
    /// <summary>Most records that one step removes: 10,000.</summary>
    public const int SliceSize = 10_000;

    /// <summary>Whether a record reaches into the time.</summary>
    public bool Reaches(UsageRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return Reaches(record.From.UtcTicks, record.To.UtcTicks);
    }

    internal bool Reaches(long fromTicks, long toTicks) => toTicks > From.UtcTicks && fromTicks < Until.UtcTicks;
}
