namespace Hivemind.Tenancy;

/// <summary>One page of the log of changes, and where the log stood in that moment.</summary>
public sealed record EventPage
{
    /// <summary>Makes the page that answers a query. For stores.</summary>
    /// <param name="query">What was asked.</param>
    /// <param name="events">The events, in the order that was asked for.</param>
    /// <param name="oldestSequence">See <see cref="OldestSequence"/>.</param>
    /// <param name="newestSequence">See <see cref="NewestSequence"/>.</param>
    public EventPage(EventQuery query, IReadOnlyList<TenancyEvent> events, long oldestSequence, long newestSequence)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(events);
        Events = events;
        OldestSequence = oldestSequence;
        NewestSequence = newestSequence;
        Next = events.Count > 0 ? events[^1].Sequence : query.After;
        IsTrimmed = !query.NewestFirst && query.After < oldestSequence - 1;
    }

    /// <summary>The events, in order or newest first, as asked.</summary>
    public IReadOnlyList<TenancyEvent> Events { get; }

    /// <summary>What to give as <see cref="EventQuery.After"/> to read on: the <see cref="TenancyEvent.Sequence"/> of the last event here; as it was given when there is none.</summary>
    public long? Next { get; }

    /// <summary>The smallest number whose event is kept, whatever the query takes of it; one more than <see cref="NewestSequence"/> when none is.</summary>
    public long OldestSequence { get; }

    /// <summary>The largest number that was ever given; 0 before the first. It never falls, also when retention drops the event that had it.</summary>
    public long NewestSequence { get; }

    /// <summary>
    /// Whether, reading in order, events after <see cref="EventQuery.After"/> are gone that retention did not keep. Who builds on
    /// having seen everything (a cache, a projection) has to begin anew. False when reading from null, or newest first.
    /// </summary>
    public bool IsTrimmed { get; }
}
