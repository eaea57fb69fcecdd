namespace Hivemind.Tenancy.Testing;

/// <summary>
/// One empty store for one case of <see cref="TenantStoreConformance"/>. The store takes the thresholds of
/// <see cref="HivemindTenancyOptions"/> as they are unless set (80 and 95), meters what is held (<see cref="HivemindTenancyOptions.Metering"/>), and
/// its log keeps at least 10,000 events.
/// </summary>
/// <example><code>new TenantStoreHarness(store, clock) { SecondHost = anotherHostsStore, Cleanup = database.DisposeAsync }</code></example>
public sealed class TenantStoreHarness : IAsyncDisposable
{
    /// <summary>Makes a harness.</summary>
    /// <param name="store">An empty store.</param>
    /// <param name="clock">From which the store, and the second host's, takes its time: a store of ours through a registered <see cref="StoreClock"/>.</param>
    public TenantStoreHarness(ITenantStore store, TestClock clock)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(clock);
        Store = store;
        Clock = clock;
        SecondHost = store;
    }

    /// <summary>The store.</summary>
    public ITenantStore Store { get; }

    /// <summary>The clock of both stores.</summary>
    public TestClock Clock { get; }

    /// <summary>A second host's store over the same data, as another process would open it; <see cref="Store"/> itself unless set, for a store that cannot be shared.</summary>
    public ITenantStore SecondHost { get; init => field = value ?? throw new ArgumentNullException(nameof(value)); }

    /// <summary>
    /// Takes away what the stores rest on (stops the server, closes the file for them), so that from then on every verb must
    /// fail. Null, as it is unless set, when nothing can be taken away, as from a store in memory: the cases about failures
    /// then have nothing to show.
    /// </summary>
    public Func<CancellationToken, ValueTask>? BreakAsync { get; init; }

    /// <summary>How many tenants the cases about many tenants add: 2,000 to 10,000. 10,000 unless set.</summary>
    public int ManyTenants
    {
        get;
        init => field = value is >= 2_000 and <= 10_000 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "2,000 to 10,000 tenants.");
    } = 10_000;

    /// <summary>Runs after the case, whatever it came to; null for nothing.</summary>
    public Func<ValueTask>? Cleanup { get; init; }

    /// <summary>Runs <see cref="Cleanup"/>.</summary>
    public ValueTask DisposeAsync() => Cleanup?.Invoke() ?? ValueTask.CompletedTask;
}
