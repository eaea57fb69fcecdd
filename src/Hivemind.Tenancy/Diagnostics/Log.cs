using Microsoft.Extensions.Logging;

namespace Hivemind.Tenancy;

/// <summary>Every log message of the core. Event ids are stable. Ids of users and tenants are logged, amounts and reasons too; settings, labels and descriptions are not.</summary>
internal static partial class Log
{
    public static void Event(this ILogger logger, TenancyEvent tenancyEvent)
    {
        switch (tenancyEvent)
        {
            case AccessRefused e:
                logger.AccessRefused(e.Operation, e.Reason, e.UserId, e.TenantId, e.Permission, e.Scope);
                break;
            case ReservationRefused e:
                logger.ReservationRefused(e.AllocationId, e.TenantId, e.Decision);
                break;
            case QuotaThresholdCrossed e:
                logger.ThresholdCrossed(e.TenantId, e.Percent, e.Resource, e.Total, e.Limit);
                break;
            case TenantStatusChanged e:
                logger.StatusChanged(e.TenantId, e.From, e.To, e.StatusReason, e.Actor, e.ActorReason);
                break;
            default:
                logger.Changed(tenancyEvent.GetType().Name, tenancyEvent.TenantId, tenancyEvent.Sequence, tenancyEvent.Actor, tenancyEvent.ActorReason);
                break;
        }
    }

    [LoggerMessage(1, LogLevel.Information, "{Change} of tenant {TenantId}, event {Sequence}, by {Actor} ({ActorReason})")]
    private static partial void Changed(this ILogger logger, string change, TenantId? tenantId, long sequence, string? actor, string? actorReason);

    [LoggerMessage(2, LogLevel.Information, "Tenant {TenantId} went from {From} to {To} ({StatusReason}), by {Actor} ({ActorReason})")]
    private static partial void StatusChanged(
        this ILogger logger, TenantId? tenantId, TenantStatus from, TenantStatus to, string? statusReason, string? actor, string? actorReason);

    [LoggerMessage(3, LogLevel.Warning, "{Operation} refused: {Reason}, user {UserId}, tenant {TenantId}, permission {Permission} at {Scope}")]
    private static partial void AccessRefused(
        this ILogger logger, string operation, AccessRefusalReason reason, string? userId, TenantId? tenantId, Permission? permission, PermissionScope? scope);

    [LoggerMessage(4, LogLevel.Information, "Allocation {AllocationId} of tenant {TenantId} refused: {Decision}")]
    private static partial void ReservationRefused(this ILogger logger, string allocationId, TenantId? tenantId, QuotaDecision decision);

    [LoggerMessage(5, LogLevel.Warning, "Tenant {TenantId} has come to {Percent} % of its {Resource}: {Total} of {Limit}")]
    private static partial void ThresholdCrossed(this ILogger logger, TenantId? tenantId, int percent, string resource, decimal total, decimal limit);

    [LoggerMessage(6, LogLevel.Error, "Event handler {Handler} failed on {Event}")]
    public static partial void EventHandlerFailed(this ILogger logger, string handler, string @event, Exception exception);

    [LoggerMessage(7, LogLevel.Error, "Provisioner {Provisioner} failed to {Step} tenant {TenantId}")]
    public static partial void ProvisionerFailed(this ILogger logger, string provisioner, string step, TenantId tenantId, Exception exception);

    [LoggerMessage(8, LogLevel.Warning, "Allocation {AllocationId} of tenant {TenantId} could not be given back; its lease ends it")]
    public static partial void GivingBackFailed(this ILogger logger, string allocationId, TenantId tenantId, Exception exception);

    [LoggerMessage(10, LogLevel.Error, "The event handlers could not be made")]
    public static partial void EventHandlersNotMade(this ILogger logger, Exception exception);

    [LoggerMessage(9, LogLevel.Error, "The reason why tenant {TenantId} stays {Status} could not be stored")]
    public static partial void ReasonNotStored(this ILogger logger, TenantId tenantId, TenantStatus status, Exception exception);
}
