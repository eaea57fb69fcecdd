namespace Hivemind.Tenancy.AspNetCore;

/// <summary>What the API asks for beyond the managers: they trust the host's own code with allocations, and a request is not that.</summary>
internal static class AllocationPermissions
{
    /// <summary><c>allocations:update</c>, at Tenant scope.</summary>
    public static Permission Update { get; } = new("allocations", "update");
}
