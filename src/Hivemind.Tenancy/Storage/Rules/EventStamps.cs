namespace Hivemind.Tenancy.Storage;

/// <summary>The store's time on what it records.</summary>
public static class EventStamps
{
    /// <summary>The event as it happens at <paramref name="now"/>, the tenant in it included.</summary>
    /// <param name="change">As it was given to the store.</param>
    /// <param name="now">The store's time.</param>
    public static T At<T>(this T change, DateTimeOffset now)
        where T : TenancyEvent
    {
        ArgumentNullException.ThrowIfNull(change);
        TenancyEvent stamped = change switch
        {
            TenantCreated created => created with { Tenant = created.Tenant with { CreatedAt = now, UpdatedAt = now } },
            TenantUpdated updated => updated with { After = updated.After with { UpdatedAt = now } },
            _ => change,
        };
        return (T)(stamped with { OccurredAt = now });
    }
}
