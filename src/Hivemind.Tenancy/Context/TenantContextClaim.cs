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
    /// <param name="tenantUid">Which tenant of that id: <see cref="Tenant.Uid"/> of the one it was made for.</param>
    /// <exception cref="ArgumentException">An argument is <c>default</c> or no user id.</exception>
    public TenantContextClaim(TenantId tenantId, string userId, TenantUid tenantUid)
    {
        TenantId = Requires.TenantId(tenantId);
        UserId = Requires.UserId(userId);
        TenantUid = Requires.TenantUid(tenantUid);
    }

    /// <summary>The tenant.</summary>
    public TenantId TenantId { get; }

    /// <summary>The user.</summary>
    public string UserId { get; }

    /// <summary>Which tenant of that id: <see cref="Tenant.Uid"/> of the one it was made for.</summary>
    public TenantUid TenantUid { get; }
}
