namespace Hivemind.Tenancy;

/// <summary>The tenant changed since the version the caller read. Read it again and decide anew.</summary>
/// <param name="tenantId">The tenant.</param>
/// <param name="expectedVersion">The version the caller expected.</param>
/// <param name="actualVersion">The version found.</param>
public sealed class TenantVersionConflictException(TenantId tenantId, long expectedVersion, long actualVersion)
    : TenancyException($"Tenant '{tenantId}' is at version {actualVersion}, not {expectedVersion}.")
{
    /// <summary>The tenant.</summary>
    public TenantId TenantId { get; } = tenantId;

    /// <summary>The version the caller expected.</summary>
    public long ExpectedVersion { get; } = expectedVersion;

    /// <summary>The version found.</summary>
    public long ActualVersion { get; } = actualVersion;
}
