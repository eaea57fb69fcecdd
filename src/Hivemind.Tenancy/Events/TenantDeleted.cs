namespace Hivemind.Tenancy;

/// <summary>A tenant is gone, with all it held and every binding to it.</summary>
public sealed record TenantDeleted : TenancyEvent
{
    /// <summary>The tenant as it was last.</summary>
    public required Tenant Tenant { get; init; }

    /// <summary>
    /// Why its deletion was finished without the provisioners, see <see cref="ITenantManager.FinishDeletionAsync"/>: what they made may
    /// still be there. Null when they succeeded.
    /// </summary>
    public string? FinishedBecause { get; init; }
}
