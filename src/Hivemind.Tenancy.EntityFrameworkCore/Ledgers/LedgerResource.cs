namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>What is kept of a resource beside the known ones.</summary>
internal readonly record struct LedgerResource(long? Limit, long? Grace, ResourceState State)
{
    /// <summary>Whether nothing is kept: no limit, no grace, and nothing counts.</summary>
    public bool IsNothing => Limit is null && Grace is null && State.Total == 0 && State.Held == 0;
}
