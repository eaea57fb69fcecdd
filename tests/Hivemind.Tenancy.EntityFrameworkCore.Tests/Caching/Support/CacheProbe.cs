using System.Diagnostics.Metrics;
using Microsoft.Extensions.Time.Testing;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>A cache of texts whose source answers when the test says so. Answers that are empty are brief ones.</summary>
internal sealed class CacheProbe : IDisposable
{
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(5);

    private readonly Meter _meter = new("probe");
    private int _fetches;

    public CacheProbe(TimeSpan? duration = null, int capacity = 1000) => Cache = new ReadThroughCache<string, string>(
        Time, duration ?? Duration, text => text.Length == 0 ? ReadThroughCache<string, string>.BriefDuration : null, capacity, new CacheLookups(_meter.CreateCounter<long>("lookups"), "probe"));

    public FakeTimeProvider Time { get; } = new();

    public ReadThroughCache<string, string> Cache { get; }

    public int Fetches => Volatile.Read(ref _fetches);

    public ValueTask<string> GetAsync(string key, Func<Task<string>> source, CancellationToken cancellationToken = default)
    {
        return Cache.TryGet(key, out string value)
            ? new ValueTask<string>(value)
            : Cache.FetchAsync(key, FetchAsync, cancellationToken);

        ValueTask<string> FetchAsync()
        {
            Interlocked.Increment(ref _fetches);
            return new ValueTask<string>(source());
        }
    }

    public ValueTask<string> GetAsync(string key, string value) => GetAsync(key, () => Task.FromResult(value));

    public bool Has(string key) => Cache.TryGet(key, out _);

    public void Dispose() => _meter.Dispose();
}
