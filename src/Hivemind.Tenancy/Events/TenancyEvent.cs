using System.Text.Json.Serialization;

namespace Hivemind.Tenancy;

/// <summary>
/// Something that happened. Events that record a change are appended to the log in the same step as the change and read with
/// <see cref="ITenantManager.ReadEventsAsync"/>; refusals (<see cref="AccessRefused"/>, <see cref="ReservationRefused"/>, <see cref="ConsumptionRefused"/>) are
/// not changes and reach <see cref="ITenancyEventHandler"/>s only. In JSON the property <c>kind</c> names what happened, for
/// those that are in the log.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(AllocationsReconciled), nameof(AllocationsReconciled))]
[JsonDerivedType(typeof(BudgetThresholdCrossed), nameof(BudgetThresholdCrossed))]
[JsonDerivedType(typeof(ConsumptionCorrected), nameof(ConsumptionCorrected))]
[JsonDerivedType(typeof(GraceGranted), nameof(GraceGranted))]
[JsonDerivedType(typeof(GroupMemberAdded), nameof(GroupMemberAdded))]
[JsonDerivedType(typeof(GroupMemberRemoved), nameof(GroupMemberRemoved))]
[JsonDerivedType(typeof(PlanPublished), nameof(PlanPublished))]
[JsonDerivedType(typeof(PlanRemoved), nameof(PlanRemoved))]
[JsonDerivedType(typeof(QuotaThresholdCrossed), nameof(QuotaThresholdCrossed))]
[JsonDerivedType(typeof(RoleBound), nameof(RoleBound))]
[JsonDerivedType(typeof(RoleChanged), nameof(RoleChanged))]
[JsonDerivedType(typeof(RoleRemoved), nameof(RoleRemoved))]
[JsonDerivedType(typeof(RoleUnbound), nameof(RoleUnbound))]
[JsonDerivedType(typeof(TenantCreated), nameof(TenantCreated))]
[JsonDerivedType(typeof(TenantDeleted), nameof(TenantDeleted))]
[JsonDerivedType(typeof(TenantStatusChanged), nameof(TenantStatusChanged))]
[JsonDerivedType(typeof(TenantUpdated), nameof(TenantUpdated))]
[JsonDerivedType(typeof(WorkloadReported), nameof(WorkloadReported))]
public abstract record TenancyEvent
{
    /// <summary>Position in the log, growing, from 1; 0 for an event that is not in the log.</summary>
    public long Sequence { get; init; }

    /// <summary>When it happened: by the store's clock for what is in the log, by the acting host's for refusals.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>The tenant it is about; null when it is about the whole platform.</summary>
    public TenantId? TenantId { get; init; }

    /// <summary>Which tenant of that id (see <see cref="Tenant.Uid"/>); null when it is about the whole platform, or nobody looked.</summary>
    public TenantUid? TenantUid { get; init; }

    /// <summary>Who acted: the user of the caller's context or the actor of a System context; null when there was no context.</summary>
    public string? Actor { get; init; }

    /// <summary>Why, when a System context acted.</summary>
    public string? ActorReason { get; init; }
}
