namespace Hivemind.Tenancy;

/// <summary>
/// What each <see cref="TenantStatus"/> allows: managers, stores and verdicts ask here. What is not listed is refused, a status that
/// is added later too.
/// </summary>
public static class TenantStatusTable
{
    /// <summary>Whether a tenant in this status allows the operation.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such operation.</exception>
    public static bool Allows(this TenantStatus status, TenantOperation operation) => operation switch
    {
        TenantOperation.Admit => status is TenantStatus.Active,
        TenantOperation.Commit => status is TenantStatus.Active or TenantStatus.Suspended,
        TenantOperation.Update => status is TenantStatus.Pending or TenantStatus.Active or TenantStatus.Suspended,
        TenantOperation.Consume => status is TenantStatus.Active,
        TenantOperation.Settle => status is TenantStatus.Active or TenantStatus.Suspended,
        TenantOperation.Remove => status is TenantStatus.Terminating,
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "There is no such operation."),
    };

    /// <summary>As <see cref="Allows"/>, but throws.</summary>
    /// <param name="status">The tenant's status.</param>
    /// <param name="operation">What is wanted.</param>
    /// <param name="tenantId">The tenant.</param>
    /// <exception cref="TenantNotActiveException">The status does not allow it.</exception>
    public static void EnsureAllows(this TenantStatus status, TenantOperation operation, TenantId tenantId)
    {
        if (!status.Allows(operation))
        {
            throw new TenantNotActiveException(tenantId, status);
        }
    }

    /// <summary>Whether a tenant may go from one status to another. The same status may be written anew where two hosts may be at it at once: a suspension, which may have another reason, and a deletion.</summary>
    public static bool MayBecome(this TenantStatus from, TenantStatus to) => (from, to) switch
    {
        (TenantStatus.Pending, TenantStatus.Active) => true,
        (TenantStatus.Active or TenantStatus.Suspended, TenantStatus.Suspended) => true,
        (TenantStatus.Suspended, TenantStatus.Active) => true,
        (TenantStatus.Pending or TenantStatus.Active or TenantStatus.Suspended or TenantStatus.Terminating, TenantStatus.Terminating) => true,
        _ => false,
    };
}
