namespace Hivemind.Tenancy;

/// <summary>What <see cref="ITenancyEventFeed"/> delivers: an event, or that events may have been missed.</summary>
public readonly record struct EventFeedEntry
{
    /// <summary>An event.</summary>
    /// <param name="tenancyEvent">The event, as recorded.</param>
    public EventFeedEntry(TenancyEvent tenancyEvent)
    {
        ArgumentNullException.ThrowIfNull(tenancyEvent);
        Event = tenancyEvent;
        Sequence = tenancyEvent.Sequence;
    }

    private EventFeedEntry(long sequence) => Sequence = sequence;

    /// <summary>The event; null when this says that some may have been missed.</summary>
    public TenancyEvent? Event { get; }

    /// <summary>The event's number; without an event the position from which the subscription goes on: later entries are of larger ones.</summary>
    public long Sequence { get; }

    /// <summary>
    /// Whether events up to <see cref="Sequence"/> may have been missed: what was built from events, or cached, has to be dropped or
    /// read anew. The first entry of every subscription says so.
    /// </summary>
    public bool IsLostTrack => Event is null;

    /// <summary>Says that events up to a number may have been missed.</summary>
    public static EventFeedEntry LostTrack(long sequence) => new(sequence);
}
