namespace Hivemind.Tenancy;

/// <summary>Names under which tenancy is observed. Nothing is measured while nobody listens.</summary>
public static class TenancyDiagnostics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Hivemind.Tenancy";

    /// <summary>Name of the activity source. Its activities are <c>tenancy.create</c>, <c>.suspend</c>, <c>.resume</c>, <c>.delete</c> and <c>.reserve</c>.</summary>
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

    /// <summary>Tag with the tenant id, on activities always, on metrics (refused callers aside) only with <see cref="HivemindTenancyOptions.TagMetricsWithTenantId"/>.</summary>
    public const string TenantIdTag = "hivemind.tenant.id";
}
