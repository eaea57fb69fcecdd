namespace Hivemind.Tenancy;

/// <summary>
/// What a message says of the context it was sent in. It proves nothing and cannot be entered: give it to
/// <see cref="ITenantManager.GetTenantContextAsync(TenantContextClaim, CancellationToken)"/>.
/// </summary>
public sealed record TenantContextClaim
{
    /// <summary>Makes a claim.</summary>
    /// <param name="tenantId">The tenant.</param>
    /// <param name="userId">The user, 1 to 256 characters.</param>
    /// <param name="tenantCreatedAt">The incarnation: <see cref="Tenant.CreatedAt"/> of the tenant it was made for.</param>
    public TenantContextClaim(TenantId tenantId, string userId, DateTimeOffset tenantCreatedAt)
    {
        TenantId = Requires.TenantId(tenantId);
        UserId = Requires.UserId(userId);
        TenantCreatedAt = tenantCreatedAt;
    }

    /// <summary>The tenant.</summary>
    public TenantId TenantId { get; }

    /// <summary>The user.</summary>
    public string UserId { get; }

    /// <summary>The incarnation: <see cref="Tenant.CreatedAt"/> of the tenant it was made for.</summary>
    public DateTimeOffset TenantCreatedAt { get; }
}
