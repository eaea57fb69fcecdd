namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>A tenant as it is read and listed; what is decided over is its <see cref="LedgerRow"/>. Times are UTC ticks.</summary>
internal sealed class TenantRow
{
    public required string Id { get; init; }

    /// <summary>Which tenant of that id.</summary>
    public required string Uid { get; init; }

    public required string Name { get; set; }

    /// <summary><c>Name.ToUpperInvariant()</c>: the form in which names are compared and unique.</summary>
    public required string NameKey { get; set; }

    public required string OwnerId { get; set; }

    public required string Isolation { get; set; }

    /// <summary>JSON list, sorted; null for none. The table of namespaces says to which tenant each belongs; this copy saves a second query when a tenant is read.</summary>
    public string? Namespaces { get; set; }

    public required int Status { get; set; }

    public string? StatusReason { get; set; }

    public string? Description { get; set; }

    /// <summary><c>Description.ToUpperInvariant()</c>: the form in which it is searched; null for none.</summary>
    public string? DescriptionKey { get; set; }

    /// <summary>JSON map; null for none.</summary>
    public string? Labels { get; set; }

    public required long CreatedAt { get; init; }

    public required long UpdatedAt { get; set; }

    public required long Version { get; set; }

    public required long StatusVersion { get; set; }

    public required bool IsDeletionProtected { get; set; }

    /// <summary>JSON map of the quotas in steps; null for none. What decides is the ledger's copy, which changes in the same step.</summary>
    public string? Quotas { get; set; }

    /// <summary>JSON map of the budgets; null for none.</summary>
    public string? Budgets { get; set; }

    /// <summary>The plan that it is on; null for none.</summary>
    public string? PlanName { get; set; }

    /// <summary>Which version of it.</summary>
    public int? PlanVersion { get; set; }

    /// <summary>JSON map; null for none.</summary>
    public string? Parameters { get; set; }
}
