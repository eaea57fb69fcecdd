namespace Hivemind.Tenancy.Storage;

/// <summary>One live allocation in a <see cref="TenantLedger"/>. Changed only under its tenant's lock.</summary>
internal sealed class LedgerEntry
{
    public required string Id { get; init; }

    public required ResourceAmounts Amounts { get; set; }

    public required string Source { get; set; }

    public required long Token { get; init; }

    public required long CreatedTicks { get; init; }

    public required long ChangedTicks { get; set; }

    /// <summary><see cref="TenancyClock.NeverTicks"/> when it is committed.</summary>
    public required long ExpiresTicks { get; set; }

    /// <summary>Where it stands in the <see cref="HoldQueue"/>, which alone sets it.</summary>
    public int HeapIndex { get; set; } = -1;

    public bool IsCommitted => ExpiresTicks == TenancyClock.NeverTicks;

    public DateTimeOffset? ExpiresAt => TenancyClock.ExpiryOf(ExpiresTicks);

    public Allocation ToAllocation(TenantId tenantId) => new(
        tenantId,
        Id,
        Amounts,
        Source,
        ExpiresAt,
        TenancyClock.FromTicks(CreatedTicks),
        TenancyClock.FromTicks(ChangedTicks),
        Token);
}
