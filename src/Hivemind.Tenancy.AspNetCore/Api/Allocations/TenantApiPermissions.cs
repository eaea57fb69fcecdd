namespace Hivemind.Tenancy.AspNetCore;

/// <summary>
/// What the Tenant API asks for beyond <see cref="TenancyPermissions"/>: the managers trust the host's own code with allocations, and a
/// request is not that.
/// </summary>
public static class TenantApiPermissions
{
    /// <summary><c>allocations:update</c>, at Tenant scope: reserving, committing, renewing, resizing and releasing.</summary>
    public static Permission UpdateAllocations { get; } = new("allocations", "update");
}
