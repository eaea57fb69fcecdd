namespace Hivemind.Tenancy;

/// <summary>
/// In-process notification: called on the acting host, after the change is stored, outside locks, at most once, in order of
/// registration and without a tenant context. It sees all tenants, so register trusted code only. The operation waits for
/// it; what it throws is logged and breaks nothing. For a complete record read the log,
/// <see cref="ITenantManager.ReadEventsAsync"/>.
/// </summary>
public interface ITenancyEventHandler
{
    /// <summary>Takes notice of an event.</summary>
    /// <param name="tenancyEvent">What happened; match its kind with <c>switch</c>.</param>
    /// <param name="cancellationToken">The caller's token. The change has happened all the same.</param>
    ValueTask HandleAsync(TenancyEvent tenancyEvent, CancellationToken cancellationToken);
}
