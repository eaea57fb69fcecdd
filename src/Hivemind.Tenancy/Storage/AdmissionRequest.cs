namespace Hivemind.Tenancy.Storage;

/// <summary>What <see cref="ITenantStore.AdmitAsync"/> shall hold. Validated by the manager.</summary>
/// <param name="TenantId">For which tenant.</param>
/// <param name="AllocationId">Under which id, unique within the tenant.</param>
/// <param name="Amounts">How much.</param>
/// <param name="Source">Which engine or host holds it; empty when not said.</param>
/// <param name="Lease">For how long, from <paramref name="Now"/>.</param>
/// <param name="Now">The acting host's time.</param>
/// <param name="TenantCreatedAt">Which incarnation of the tenant is meant, see <see cref="Tenant.CreatedAt"/>; another is not found. Null for any.</param>
public readonly record struct AdmissionRequest(
    TenantId TenantId, string AllocationId, ResourceAmounts Amounts, string Source, TimeSpan Lease, DateTimeOffset Now, DateTimeOffset? TenantCreatedAt = null)
{
    private const long AnyIncarnation = -1;

    // One number for each time: this is copied on the way to the store.
    private readonly long _nowTicks = Now.UtcTicks;
    private readonly long _createdTicks = TenantCreatedAt?.UtcTicks ?? AnyIncarnation;

    /// <summary>The acting host's time.</summary>
    public DateTimeOffset Now
    {
        get => TenancyClock.FromTicks(_nowTicks);
        init => _nowTicks = value.UtcTicks;
    }

    /// <summary>Which incarnation of the tenant is meant, see <see cref="Tenant.CreatedAt"/>; another is not found. Null for any.</summary>
    public DateTimeOffset? TenantCreatedAt
    {
        get => _createdTicks == AnyIncarnation ? null : TenancyClock.FromTicks(_createdTicks);
        init => _createdTicks = value?.UtcTicks ?? AnyIncarnation;
    }
}
