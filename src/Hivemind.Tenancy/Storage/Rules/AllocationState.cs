namespace Hivemind.Tenancy.Storage;

/// <summary>
/// One allocation as the rules decide over it, and as a store keeps it: each settable property is a column. Changed only by the rules
/// and by the store that loads it, under its tenant's lock. Times are UTC ticks of the store's clock, in whole microseconds.
/// </summary>
public sealed class AllocationState
{
    /// <summary>The end, in ticks, of what does not end: it is committed.</summary>
    public const long Never = TenancyClock.NeverTicks;

    private ResourceAmounts _amounts = ResourceAmounts.None;
    private Grown? _grown;

    /// <summary>Its id, unique within the tenant.</summary>
    public required string Id { get; init; }

    /// <summary>What is held or committed, growth aside.</summary>
    public required ResourceAmounts Amounts
    {
        get => _amounts;
        set
        {
            _amounts = value;
            Growth = Growth is null ? null : GrowthState.Of(Growth.Target, value, Growth.Number, Growth.ExpiresTicks);
        }
    }

    /// <summary>Which engine or host holds it; empty when not said.</summary>
    public required string Source { get; set; }

    /// <summary>The namespace of the tenant it stands in; null for none.</summary>
    public string? Namespace { get; init; }

    /// <summary>The host's own marks.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = ValueMap<string>.Empty;

    /// <summary>The number of its admission, see <see cref="Allocation.Admission"/>.</summary>
    public required long Admission { get; set; }

    /// <summary>The tenant's number of changes when it was last touched, see <see cref="Allocation.Change"/>.</summary>
    public required long Change { get; set; }

    /// <summary>When it was admitted or adopted.</summary>
    public required long CreatedTicks { get; set; }

    /// <summary>Since when it holds what it holds, as far as that is not in usage records yet, see <see cref="MeterRules"/>.</summary>
    public required long SinceTicks { get; set; }

    /// <summary>When its lease ends; <see cref="Never"/> when it is committed.</summary>
    public required long ExpiresTicks { get; set; }

    /// <summary>Whether it was found by an observation and waits for one that confirms it: then it is a hold.</summary>
    public bool IsAdopted { get; set; }

    /// <summary>What it is about to become; null when nothing is reserved for it.</summary>
    public GrowthState? Growth
    {
        get => _grown?.Growth;
        set
        {
            if (value is not null || _grown is not null)
            {
                (_grown ??= new Grown()).Growth = value;
            }
        }
    }

    /// <summary>The number of the growth that was committed, or reached, last, so that committing it again is harmless; 0 for none.</summary>
    public long GrownBy
    {
        get => _grown?.By ?? 0;
        set
        {
            if (value != 0 || _grown is not null)
            {
                (_grown ??= new Grown()).By = value;
            }
        }
    }

    /// <summary>Whether it is committed rather than held for a lease.</summary>
    public bool IsCommitted => ExpiresTicks == Never;

    /// <summary>When the first of its leases ends; <see cref="Never"/> when it has none. What a store indexes to find ended ones.</summary>
    public long EndsTicks => Growth is null ? ExpiresTicks : Math.Min(ExpiresTicks, Growth.ExpiresTicks);

    /// <summary>Whether it is the one that the <see cref="InMemoryLedger"/> keeps under its id, which alone sets it.</summary>
    internal bool IsKept { get; set; }

    /// <summary>Where it stands in the <see cref="HoldQueue"/>, which alone sets it.</summary>
    internal int HeapIndex { get; set; } = -1;

    /// <summary>The end by which the <see cref="HoldQueue"/> has placed it.</summary>
    internal long HeapTicks { get; set; }

    /// <summary>Whether its lease has ended: it counts until it is swept, and can no longer be used.</summary>
    public bool HasEnded(DateTimeOffset now) => ExpiresTicks <= now.UtcTicks;

    /// <summary>As the public API shows it.</summary>
    public Allocation ToAllocation(TenantId tenantId, TenantUid uid) => new(tenantId, uid, Id, Amounts, Source)
    {
        Namespace = Namespace,
        Labels = Labels,
        ExpiresAt = TenancyClock.ExpiryOf(ExpiresTicks),
        CreatedAt = TenancyClock.FromTicks(CreatedTicks),
        Admission = Admission,
        Change = Change,
        IsAdopted = IsAdopted,
        Growth = Growth is null ? null : new AllocationGrowth(Growth.Target, TenancyClock.FromTicks(Growth.ExpiresTicks)),
    };

    /// <summary>What only allocations have that ever grew.</summary>
    private sealed class Grown
    {
        public GrowthState? Growth { get; set; }

        public long By { get; set; }
    }
}
