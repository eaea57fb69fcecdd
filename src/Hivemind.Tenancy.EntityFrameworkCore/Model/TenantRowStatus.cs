namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>What a tenant's stored status allows, by <see cref="TenantStatusTable"/>.</summary>
internal static class TenantRowStatus
{
    public static TenantStatus StatusOf(this TenantRow row) => (TenantStatus)row.Status;

    public static bool Allows(this TenantRow row, TenantOperation operation) => row.StatusOf().Allows(operation);

    /// <exception cref="TenantNotActiveException">The status does not allow it.</exception>
    public static void EnsureAllows(this TenantRow row, TenantOperation operation) =>
        row.StatusOf().EnsureAllows(operation, TenantId.Parse(row.Id));
}
