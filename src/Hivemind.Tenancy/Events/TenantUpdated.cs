namespace Hivemind.Tenancy;

/// <summary>A tenant's settings changed: name, owner, description, labels, namespaces, quotas, budgets, isolation or parameters, or it moved to another version of a plan: then <see cref="Tenant.Plan"/> says from which to which.</summary>
public sealed record TenantUpdated : TenancyEvent
{
    /// <summary>The tenant before.</summary>
    public required Tenant Before { get; init; }

    /// <summary>The tenant after.</summary>
    public required Tenant After { get; init; }
}
