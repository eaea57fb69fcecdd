namespace Hivemind.Tenancy.Storage;

/// <summary>What a store made of a tenant that was added or updated.</summary>
/// <param name="Tenant">The record as it is kept, with the store's times.</param>
/// <param name="Events">What the step recorded, the change first; empty for a replay.</param>
public sealed record TenantWritten(Tenant Tenant, IReadOnlyList<TenancyEvent> Events)
{
    /// <summary>Whether it was added before under the same <see cref="IdempotencyKey"/>: then it is the tenant as it is now, and nothing was written.</summary>
    public bool IsReplayed { get; init; }
}
