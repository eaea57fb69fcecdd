namespace Hivemind.Tenancy.Storage;

/// <summary>What a store made of a tenant that was added or updated.</summary>
/// <param name="Tenant">The record as it is kept, with the store's times.</param>
/// <param name="Events">What the step recorded, the change first.</param>
public sealed record TenantWritten(Tenant Tenant, IReadOnlyList<TenancyEvent> Events);
