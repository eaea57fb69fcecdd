namespace Hivemind.Tenancy;

/// <summary>A tenant was created; it is Pending.</summary>
public sealed record TenantCreated : TenancyEvent
{
    /// <summary>The tenant as it was created.</summary>
    public required Tenant Tenant { get; init; }
}
