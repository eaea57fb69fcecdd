using Microsoft.Extensions.Logging;

namespace Hivemind.Tenancy;

/// <summary>
/// Every log message of the core. Event ids are stable. Ids of users and tenants are logged, amounts and reasons too; settings,
/// labels and descriptions are not. Where a value may be absent, the message shows a text from <see cref="LogTexts"/> and the
/// value itself goes along with the other structured ones.
/// </summary>
internal static partial class Log
{
    public static void Event(this ILogger logger, TenancyEvent tenancyEvent)
    {
        // Asked before the texts are made.
        if (!logger.IsEnabled(tenancyEvent is AccessRefused { } or QuotaThresholdCrossed { } or BudgetThresholdCrossed { } ? LogLevel.Warning : LogLevel.Information))
        {
            return;
        }

        switch (tenancyEvent)
        {
            case AccessRefused e:
                logger.AccessRefused(e.Operation, e.Reason, LogTexts.Whom(e), e.UserId, e.TenantId, e.Permission, e.Scope);
                break;
            case ReservationRefused e:
                logger.ReservationRefused(e.AllocationId, e.TenantId, e.Decision);
                break;
            case QuotaThresholdCrossed e:
                logger.ThresholdCrossed(e.TenantId, e.Percent, e.Resource, e.Total, e.Limit);
                break;
            case ConsumptionRefused e:
                logger.BudgetRefused(e.TenantId, e.Decision);
                break;
            case BudgetThresholdCrossed e:
                logger.BudgetReached(e.TenantId, e.Percent, e.Meter, e.Total, e.Limit);
                break;
            case TenantStatusChanged e:
                logger.StatusChanged(
                    e.TenantId, e.From, e.To, LogTexts.Aside(e.StatusReason), LogTexts.By(e), e.StatusReason, e.Actor, e.ActorReason);
                break;
            default:
                logger.Changed(
                    tenancyEvent.GetType().Name,
                    LogTexts.About(tenancyEvent),
                    tenancyEvent.Sequence,
                    LogTexts.By(tenancyEvent),
                    tenancyEvent.TenantId,
                    tenancyEvent.Actor,
                    tenancyEvent.ActorReason);
                break;
        }
    }

#pragma warning disable SYSLIB1015 // What may be absent has no place in the message; its parameter is named as in the structure.
    [LoggerMessage(1, LogLevel.Information, "{Change} of {Subject}, event {Sequence}, by {By}")]
    private static partial void Changed(
        this ILogger logger, string change, string subject, long sequence, string by, TenantId? TenantId, string? Actor, string? ActorReason);

    [LoggerMessage(2, LogLevel.Information, "Tenant {TenantId} went from {From} to {To}{Why}, by {By}")]
    private static partial void StatusChanged(
        this ILogger logger,
        TenantId? tenantId,
        TenantStatus from,
        TenantStatus to,
        string why,
        string by,
        string? StatusReason,
        string? Actor,
        string? ActorReason);

    [LoggerMessage(3, LogLevel.Warning, "{Operation} refused: {Reason}{Whom}")]
    private static partial void AccessRefused(
        this ILogger logger,
        string operation,
        AccessRefusalReason reason,
        string whom,
        string? UserId,
        TenantId? TenantId,
        Permission? Permission,
        PermissionScope? Scope);
#pragma warning restore SYSLIB1015

    [LoggerMessage(4, LogLevel.Information, "Allocation {AllocationId} of tenant {TenantId} refused: {Decision}")]
    private static partial void ReservationRefused(this ILogger logger, string allocationId, TenantId? tenantId, QuotaDecision decision);

    [LoggerMessage(5, LogLevel.Warning, "Tenant {TenantId} has reached the threshold of {Percent} % of its {Resource}: {Total} of {Limit}")]
    private static partial void ThresholdCrossed(this ILogger logger, TenantId? tenantId, int percent, string resource, decimal total, decimal limit);

    [LoggerMessage(15, LogLevel.Information, "Tenant {TenantId} is refused, too little is left: {Decision}")]
    private static partial void BudgetRefused(this ILogger logger, TenantId? tenantId, BudgetDecision decision);

    [LoggerMessage(16, LogLevel.Warning, "Tenant {TenantId} has reached the threshold of {Percent} % of its budget of {Meter}: {Total} of {Limit}")]
    private static partial void BudgetReached(this ILogger logger, TenantId? tenantId, int percent, string meter, long total, long limit);

    [LoggerMessage(17, LogLevel.Warning, "What is held under {Id} by tenant {TenantId} could not be given back; its lease ends it")]
    public static partial void HoldNotGivenBack(this ILogger logger, string id, TenantId tenantId, Exception exception);

    [LoggerMessage(18, LogLevel.Warning, "What tenants use could not be read for the gauges: they say nothing until it can")]
    public static partial void GaugesNotRead(this ILogger logger, Exception exception);

    [LoggerMessage(6, LogLevel.Error, "Event handler {Handler} failed on {Event}")]
    public static partial void EventHandlerFailed(this ILogger logger, string handler, string @event, Exception exception);

    [LoggerMessage(7, LogLevel.Error, "Provisioner {Provisioner} failed to {Step} tenant {TenantId}")]
    public static partial void ProvisionerFailed(this ILogger logger, string provisioner, string step, TenantId tenantId, Exception exception);

    [LoggerMessage(8, LogLevel.Warning, "Allocation {AllocationId} of tenant {TenantId} could not be given back; its lease ends it")]
    public static partial void GivingBackFailed(this ILogger logger, string allocationId, TenantId tenantId, Exception exception);

    [LoggerMessage(10, LogLevel.Error, "The event handlers are not called on {Event}: they and the provisioners call each other more than {MaxDepth} deep")]
    public static partial void EventHandlersTooDeep(this ILogger logger, string @event, int maxDepth);

    [LoggerMessage(13, LogLevel.Error, "A tenant scope was left out of order: that of {Left}. Current is now {Current}. Dispose scopes once, innermost first, in the flow of execution that entered them")]
    public static partial void ScopeLeftOutOfOrder(this ILogger logger, string left, string current);

    [LoggerMessage(11, LogLevel.Error, "The log of changes cannot be followed; it is tried again until it can")]
    public static partial void FeedFailed(this ILogger logger, Exception exception);

    [LoggerMessage(12, LogLevel.Information, "The log of changes is followed again")]
    public static partial void FeedResumed(this ILogger logger);

    [LoggerMessage(14, LogLevel.Information, "Tenant {TenantId} was to be ensured and is there, with other settings; they stay as they are")]
    public static partial void SettingsDiffer(this ILogger logger, TenantId tenantId);

    [LoggerMessage(9, LogLevel.Error, "The reason why tenant {TenantId} stays {Status} could not be stored")]
    public static partial void ReasonNotStored(this ILogger logger, TenantId tenantId, TenantStatus status, Exception exception);
}
