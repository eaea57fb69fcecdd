namespace Hivemind.Tenancy.Storage;

/// <summary>A usage record as the store in memory keeps it.</summary>
internal readonly struct KeptUsage(UsageRecord record)
{
    private readonly TenantId _tenantId = record.TenantId;
    private readonly string _allocationId = record.AllocationId;
    private readonly ResourceAmounts _amounts = record.Amounts;
    private readonly string _source = record.Source;
    private readonly string? _namespace = record.Namespace;
    private readonly IReadOnlyDictionary<string, string> _labels = record.Labels;
    private readonly bool _isCommitted = record.IsCommitted;

    public TenantUid TenantUid { get; } = record.TenantUid;

    public long FromTicks { get; } = record.From.UtcTicks;

    public long ToTicks { get; } = record.To.UtcTicks;

    public UsageRecord ToRecord(long sequence) => new(
        _tenantId, TenantUid, _allocationId, _amounts, TenancyClock.FromTicks(FromTicks), TenancyClock.FromTicks(ToTicks))
    {
        Sequence = sequence,
        Source = _source,
        Namespace = _namespace,
        Labels = _labels,
        IsCommitted = _isCommitted,
    };
}
