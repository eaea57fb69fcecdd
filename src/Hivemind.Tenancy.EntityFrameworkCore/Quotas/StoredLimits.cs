using System.Text.Json;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>A tenant's effective limits as its row says them: the larger of quota and grace for each resource, <see cref="None"/> where there is no limit.</summary>
/// <remarks>"No limit" is the largest number, so that sums stay within 64 bits even where nothing else bounds them.</remarks>
internal sealed class StoredLimits
{
    public const long None = long.MaxValue;

    private readonly long[] _known;
    private readonly SortedDictionary<string, long> _other = new(StringComparer.Ordinal);

    public StoredLimits(TenantRow row, DateTimeOffset now)
    {
        Quotas = [row.CpuLimit, row.MemoryLimit, row.StorageLimit, row.ContainersLimit, row.ServicesLimit];
        OtherQuotas = ResourceUnits.FromJson(row.OtherLimits);
        Grace = row.GraceUntil > now.UtcTicks ? JsonSerializer.Deserialize<QuotaGrace>(row.Grace!) : null;
        long[] ceiling = ResourceUnits.Known(Grace?.Ceiling ?? ResourceAmounts.None);
        _known = [.. Quotas.Select((quota, i) => quota is { } limit ? Math.Max(limit, ceiling[i]) : None)];
        IReadOnlyDictionary<string, long> otherCeiling = ResourceUnits.Steps((Grace?.Ceiling ?? ResourceAmounts.None).Other);
        foreach ((string resource, long quota) in OtherQuotas)
        {
            _other[resource] = Math.Max(quota, otherCeiling.GetValueOrDefault(resource));
        }
    }

    /// <summary>The grace in force; null when there is none.</summary>
    public QuotaGrace? Grace { get; }

    /// <summary>The known resources' quotas without grace; null is unlimited.</summary>
    public IReadOnlyList<long?> Quotas { get; }

    public IReadOnlyDictionary<string, long> OtherQuotas { get; }

    public IReadOnlyList<long> Known => _known;

    /// <summary>The other resources that have a limit, in ordinal order.</summary>
    public IReadOnlyCollection<string> OtherNames => _other.Keys;

    public long Other(string resource) => _other.TryGetValue(resource, out long limit) ? limit : None;
}
