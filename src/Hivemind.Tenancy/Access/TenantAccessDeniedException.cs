namespace Hivemind.Tenancy;

/// <summary>
/// A user may not do this. At the verified door (<see cref="Permission"/> is null) it also stands for a tenant that does not
/// exist, so that a stranger cannot know which of the two it is.
/// </summary>
public sealed class TenantAccessDeniedException : TenancyException
{
    /// <summary>A refusal at the verified door.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="tenantId">The tenant that was asked for.</param>
    public TenantAccessDeniedException(string userId, TenantId tenantId)
        : base($"Tenant '{tenantId}' does not exist or user '{userId}' has no access to it.")
    {
        UserId = userId;
        TenantId = tenantId;
    }

    /// <summary>A missing permission.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="permission">What is missing.</param>
    /// <param name="scope">The scope at which it is needed.</param>
    public TenantAccessDeniedException(string userId, Permission permission, PermissionScope scope)
        : base($"User '{userId}' lacks permission '{permission}' at scope '{scope}'.")
    {
        UserId = userId;
        TenantId = scope.TenantId;
        Permission = permission;
        Scope = scope;
    }

    /// <summary>What only System contexts may do.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="tenantId">The tenant.</param>
    /// <param name="what">What was asked for, for instance <c>change allocation 'app/web/shop'</c>.</param>
    public TenantAccessDeniedException(string userId, TenantId tenantId, string what)
        : base($"User '{userId}' may not {what} of tenant '{tenantId}': only System contexts do.")
    {
        UserId = userId;
        TenantId = tenantId;
        IsSystemOnly = true;
    }

    /// <summary>The user.</summary>
    public string UserId { get; }

    /// <summary>The tenant; null for a permission at Global scope.</summary>
    public TenantId? TenantId { get; }

    /// <summary>The permission that is missing; null at the door, and where none would do.</summary>
    public Permission? Permission { get; }

    /// <summary>The scope at which it is needed; null at the door, and where none would do.</summary>
    public PermissionScope? Scope { get; }

    /// <summary>Whether no user may do this, whatever they hold: an allocation that was claimed (<c>ClaimAllocations</c>), or a report.</summary>
    public bool IsSystemOnly { get; }
}
