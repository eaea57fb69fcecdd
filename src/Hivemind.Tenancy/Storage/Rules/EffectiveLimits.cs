namespace Hivemind.Tenancy.Storage;

/// <summary>The larger of quota and grace for each resource; <see cref="None"/> where there is no limit. Immutable.</summary>
/// <remarks>"No limit" is the largest number, so that sums stay within 64 bits even where nothing else bounds them.</remarks>
internal sealed class EffectiveLimits
{
    public const long None = long.MaxValue;

    private readonly KnownAmounts _known;
    private readonly ResourceAmounts _ceiling;

    public EffectiveLimits(ResourceQuotas quotas, ResourceAmounts ceiling)
    {
        Quotas = quotas;
        _ceiling = ceiling;
        for (int i = 0; i < KnownAmounts.Count; i++)
        {
            long quota = quotas.Known[i];
            _known[i] = quota == ResourceQuotas.NoLimit ? None : Math.Max(quota, ceiling.Known[i]);
        }
    }

    public ResourceQuotas Quotas { get; }

    public ReadOnlySpan<long> Known => _known;

    public long Other(string resource) => Quotas.OtherMap.TryGetValue(resource, out long quota)
        ? Math.Max(quota, _ceiling.OtherMap.TryGetValue(resource, out long ceiling) ? ceiling : 0)
        : None;

    public long Of(string resource) => KnownAmounts.IndexOf(resource) is >= 0 and int index ? _known[index] : Other(resource);

    /// <summary>Whether there is a quota: one of the largest number is a limit, too.</summary>
    public bool IsLimited(string resource) => KnownAmounts.IndexOf(resource) is >= 0 and int index
        ? Quotas.Known[index] != ResourceQuotas.NoLimit
        : Quotas.OtherMap.ContainsKey(resource);

    public long QuotaOf(string resource) => KnownAmounts.IndexOf(resource) is >= 0 and int index ? Quotas.Known[index] : Quotas.OtherMap[resource];
}
