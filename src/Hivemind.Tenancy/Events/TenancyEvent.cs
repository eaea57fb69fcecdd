namespace Hivemind.Tenancy;

/// <summary>
/// Something that happened. Events that record a change are appended to the log in the same step as the change and read with
/// <see cref="ITenantManager.ReadEventsAsync"/>; refusals (<see cref="AccessRefused"/>, <see cref="ReservationRefused"/>) are
/// not changes and reach <see cref="ITenancyEventHandler"/>s only.
/// </summary>
public abstract record TenancyEvent
{
    /// <summary>Position in the log, growing, from 1; 0 for an event that is not in the log.</summary>
    public long Sequence { get; init; }

    /// <summary>When it happened, by the acting host's clock.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>The tenant it is about; null when it is about the whole platform.</summary>
    public TenantId? TenantId { get; init; }

    /// <summary>Who acted: the user of the caller's context or the actor of a System context; null when there was no context.</summary>
    public string? Actor { get; init; }

    /// <summary>Why, when a System context acted.</summary>
    public string? ActorReason { get; init; }
}
