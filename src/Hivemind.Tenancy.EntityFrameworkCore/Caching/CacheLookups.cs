using System.Diagnostics.Metrics;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>Counts hits and misses of one cache. An exception of a listener is swallowed: the look-up goes on.</summary>
internal sealed class CacheLookups(Counter<long> counter, string cache)
{
    private readonly KeyValuePair<string, object?> _cache = new(TenancyCacheDiagnostics.CacheTag, cache);
    private readonly KeyValuePair<string, object?> _hit = new(TenancyCacheDiagnostics.OutcomeTag, "hit");
    private readonly KeyValuePair<string, object?> _miss = new(TenancyCacheDiagnostics.OutcomeTag, "miss");

    public void Hit()
    {
        if (counter.Enabled)
        {
            Add(1, _hit);
        }
    }

    public void Miss()
    {
        if (counter.Enabled)
        {
            Add(1, _miss);
        }
    }

    public void Count(int hits, int misses)
    {
        if (counter.Enabled && hits > 0)
        {
            Add(hits, _hit);
        }

        if (counter.Enabled && misses > 0)
        {
            Add(misses, _miss);
        }
    }

    private void Add(int count, KeyValuePair<string, object?> outcome)
    {
        try
        {
            counter.Add(count, _cache, outcome);
        }
        catch (Exception)
        {
            // It is the listener's fault, not the look-up's.
        }
    }
}
