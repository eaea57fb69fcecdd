namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>What a tenant's stored status allows, as the table beside <see cref="TenantStatus"/> says it.</summary>
internal static class TenantRowStatus
{
    public static TenantStatus StatusOf(this TenantRow row) => (TenantStatus)row.Status;

    public static bool IsTerminating(this TenantRow row) => row.StatusOf() == TenantStatus.Terminating;

    /// <summary>For reserving and growing.</summary>
    /// <exception cref="TenantNotActiveException">The tenant is not Active.</exception>
    public static void EnsureActive(this TenantRow row)
    {
        if (row.StatusOf() is not TenantStatus.Active)
        {
            throw NotActive(row);
        }
    }

    /// <summary>For committing, renewing and shrinking.</summary>
    /// <exception cref="TenantNotActiveException">The tenant is neither Active nor Suspended.</exception>
    public static void EnsureActiveOrSuspended(this TenantRow row)
    {
        if (row.StatusOf() is not (TenantStatus.Active or TenantStatus.Suspended))
        {
            throw NotActive(row);
        }
    }

    /// <summary>For changing what the tenant may use, and who may use it.</summary>
    /// <exception cref="TenantNotActiveException">The tenant is Terminating.</exception>
    public static void EnsureNotTerminating(this TenantRow row)
    {
        if (row.IsTerminating())
        {
            throw NotActive(row);
        }
    }

    private static TenantNotActiveException NotActive(TenantRow row) => new(TenantId.Parse(row.Id), row.StatusOf());
}
