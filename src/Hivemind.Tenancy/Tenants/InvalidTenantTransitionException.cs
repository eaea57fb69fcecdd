namespace Hivemind.Tenancy;

/// <summary>The status machine has no such step, see <see cref="TenantStatus"/>.</summary>
/// <param name="tenantId">The tenant.</param>
/// <param name="from">The status it is in.</param>
/// <param name="to">The status that was asked for.</param>
public sealed class InvalidTenantTransitionException(TenantId tenantId, TenantStatus from, TenantStatus to)
    : TenancyException($"Tenant '{tenantId}' is {from} and cannot become {to}.")
{
    /// <summary>The tenant.</summary>
    public TenantId TenantId { get; } = tenantId;

    /// <summary>The status it is in.</summary>
    public TenantStatus From { get; } = from;

    /// <summary>The status that was asked for.</summary>
    public TenantStatus To { get; } = to;
}
