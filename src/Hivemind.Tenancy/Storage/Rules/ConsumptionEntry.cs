namespace Hivemind.Tenancy.Storage;

/// <summary>What was done under one id of a tenant, so that it is done once: kept for <see cref="IdempotencyKey.Life"/> after it last changed, a live hold as long as it lives.</summary>
public sealed class ConsumptionEntry
{
    /// <summary>The end of what is no live hold.</summary>
    public const long Never = TenancyClock.NeverTicks;

    /// <summary>Makes an entry.</summary>
    /// <param name="id">The id, unique within the tenant.</param>
    /// <param name="kind">What was done.</param>
    /// <param name="asked">What was asked for; of a hold, the estimate.</param>
    /// <param name="number">Which hold of the id it is: larger than any before.</param>
    public ConsumptionEntry(string id, ConsumptionEntryKind kind, ConsumptionAmounts asked, long number) =>
        (Id, Kind, Asked, Number) = (id, kind, asked, number);

    /// <summary>The id.</summary>
    public string Id { get; }

    /// <summary>What was done.</summary>
    public ConsumptionEntryKind Kind { get; set; }

    /// <summary>What was asked for.</summary>
    public ConsumptionAmounts Asked { get; }

    /// <summary>What was charged by settling, or booked by correcting; null otherwise.</summary>
    public ConsumptionAmounts? Booked { get; set; }

    /// <summary>Which hold of the id it is, or which taking over of it.</summary>
    public long Number { get; set; }

    /// <summary>When the lease ends, in UTC ticks; <see cref="Never"/> for what is no live hold.</summary>
    public long EndsTicks { get; set; } = Never;

    /// <summary>When it last changed, in UTC ticks.</summary>
    public long ChangedTicks { get; set; }

    /// <summary>Whether it holds anything.</summary>
    public bool IsLive => EndsTicks != Never;

    /// <summary>Whether it is forgotten: it counts for nothing and may go.</summary>
    /// <param name="now">The store's time.</param>
    public bool IsForgotten(DateTimeOffset now) => !IsLive && ChangedTicks <= now.UtcTicks - IdempotencyKey.Life.Ticks;
}
