namespace Hivemind.Tenancy;

/// <summary>Names under which tenancy is observed. Nothing is measured while nobody listens.</summary>
public static class TenancyDiagnostics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Hivemind.Tenancy";

    /// <summary>Name of the activity source. Its activities are <c>tenancy.create</c>, <c>.suspend</c>, <c>.resume</c>, <c>.delete</c>, <c>.reserve</c>, <c>.consume</c> and <c>.move</c>.</summary>
    public const string ActivitySourceName = "Hivemind.Tenancy";

    /// <summary>Counter of reservations and resizes; tag <c>outcome</c>: <c>admitted</c> or <c>refused</c>.</summary>
    public const string ReservationsInstrument = "hivemind.tenancy.reservations";

    /// <summary>Histogram of how long deciding a reservation took, in seconds.</summary>
    public const string ReservationDurationInstrument = "hivemind.tenancy.reservation.duration";

    /// <summary>Counter of resources that did not fit; tag <c>resource</c>.</summary>
    public const string ShortagesInstrument = "hivemind.tenancy.shortages";

    /// <summary>Counter of threshold crossings; tags <c>resource</c> and <c>percent</c>.</summary>
    public const string ThresholdCrossingsInstrument = "hivemind.tenancy.threshold_crossings";

    /// <summary>Counter of refused callers; tag <c>reason</c>, an <see cref="AccessRefusalReason"/>.</summary>
    public const string AccessRefusalsInstrument = "hivemind.tenancy.access_refusals";

    /// <summary>Counter of units that were consumed, post-paid ones too, or settled; tag <c>meter</c>. What is corrected is not in it.</summary>
    public const string ConsumedInstrument = "hivemind.tenancy.consumed";

    /// <summary>Counter of consumptions and holds that were refused, once for each meter that was short; tag <c>meter</c>.</summary>
    public const string ConsumptionRefusalsInstrument = "hivemind.tenancy.consumption_refusals";

    /// <summary>Counter of tenants that were, or could not be, moved to a version of a plan; tags <c>plan</c>, its name, and <c>outcome</c>: <c>moved</c> or <c>refused</c>.</summary>
    public const string PlanMovesInstrument = "hivemind.tenancy.plan_moves";

    /// <summary>
    /// Gauge of what a tenant holds of a resource, in its unit: committed and held for leases; tags <c>resource</c> and <see cref="TenantIdTag"/>. This gauge and the
    /// next three are there only with <see cref="HivemindTenancyOptions.TagMetricsWithTenantId"/>. They say what was read at the observation before, in the
    /// background, and nothing at the first, where that is more than 5 minutes ago, and when the store failed since.
    /// </summary>
    public const string ResourceUsageInstrument = "hivemind.tenancy.resource.usage";

    /// <summary>Gauge of what a tenant may hold of a resource, grace included; none for what is unlimited.</summary>
    public const string ResourceLimitInstrument = "hivemind.tenancy.resource.limit";

    /// <summary>Gauge of what a tenant has used up of a budget in the window of now; tags <c>meter</c> and <see cref="TenantIdTag"/>.</summary>
    public const string BudgetUsageInstrument = "hivemind.tenancy.budget.usage";

    /// <summary>Gauge of what a budget allows a tenant in a window.</summary>
    public const string BudgetLimitInstrument = "hivemind.tenancy.budget.limit";

    /// <summary>Tag with the tenant id, on activities always, on metrics (refused callers aside) only with <see cref="HivemindTenancyOptions.TagMetricsWithTenantId"/>.</summary>
    public const string TenantIdTag = "hivemind.tenant.id";

    internal const string ResourceTag = "resource";
    internal const string MeterTag = "meter";
}
