namespace Hivemind.Tenancy.Storage;

/// <summary>What <see cref="ITenantStore.AdmitAsync"/> shall hold. Validated by the manager.</summary>
/// <param name="TenantId">For which tenant.</param>
/// <param name="AllocationId">Under which id, unique within the tenant.</param>
/// <param name="Amounts">How much.</param>
/// <param name="Source">Which engine or host holds it; empty when not said.</param>
/// <param name="Lease">For how long, from <paramref name="Now"/>.</param>
/// <param name="Now">The acting host's time.</param>
/// <param name="TenantUid">Which tenant of the id is meant, see <see cref="Tenant.Uid"/>; another is not found. Null for any.</param>
public readonly record struct AdmissionRequest(
    TenantId TenantId, string AllocationId, ResourceAmounts Amounts, string Source, TimeSpan Lease, DateTimeOffset Now, TenantUid? TenantUid = null)
{
    // One number for the time: this is copied on the way to the store.
    private readonly long _nowTicks = Now.UtcTicks;

    /// <summary>The acting host's time.</summary>
    public DateTimeOffset Now
    {
        get => TenancyClock.FromTicks(_nowTicks);
        init => _nowTicks = value.UtcTicks;
    }
}
