namespace Hivemind.Tenancy;

/// <summary>What was to go is in use: a namespace that allocations name, or a tenant that was to be deleted only while it has no allocations that are committed, or adopted from an observation.</summary>
/// <param name="tenantId">The tenant.</param>
/// <param name="namespaceName">The namespace; null when the tenant itself is in use.</param>
public sealed class TenantInUseException(TenantId tenantId, string? namespaceName)
    : TenancyException(namespaceName is null
        ? $"Tenant '{tenantId}' has allocations that run: release them, or delete it with all it holds."
        : $"Namespace '{namespaceName}' of tenant '{tenantId}' is named by allocations: release them first.")
{
    /// <summary>The tenant.</summary>
    public TenantId TenantId { get; } = tenantId;

    /// <summary>The namespace; null when the tenant itself is in use.</summary>
    public string? NamespaceName { get; } = namespaceName;
}
