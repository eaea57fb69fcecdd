namespace Hivemind.Tenancy;

/// <summary>
/// In-process notification: called on the acting host, after the change is stored, outside locks, at most once, in order of
/// registration, in a System context in the name of who acted. It sees all tenants, so register trusted code only. The operation waits for
/// it; what it throws is logged and breaks nothing. What it changes is an event, too: handlers and provisioners that call each other more than
/// 8 deep are not called again, and an error is logged. Handlers are singletons, made when the host starts, which fails if one cannot be
/// made. For a complete record read the log, <see cref="ITenantManager.ReadEventsAsync"/>.
/// </summary>
public interface ITenancyEventHandler
{
    /// <summary>Takes notice of an event.</summary>
    /// <param name="tenancyEvent">What happened; match its kind with <c>switch</c>.</param>
    /// <param name="cancellationToken">The caller's token. The change has happened all the same.</param>
    ValueTask HandleAsync(TenancyEvent tenancyEvent, CancellationToken cancellationToken);
}
