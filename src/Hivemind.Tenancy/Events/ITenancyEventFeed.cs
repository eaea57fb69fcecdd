namespace Hivemind.Tenancy;

/// <summary>
/// The log of changes as it grows, on whichever host: one reader for each host follows it and serves every subscriber, so that caches,
/// hubs, streams and pages cost the store the same as one. A singleton, safe for concurrent use. It shows all tenants and asks for no
/// permission: for the host's own code, which filters before it shows anything to a user.
/// </summary>
public interface ITenancyEventFeed
{
    /// <summary>
    /// Follows the log from now on. The first entry is <see cref="EventFeedEntry.IsLostTrack"/> with the position from which events
    /// come; every event that is recorded later follows, once and in order, without a gap. A subscriber that lags by more than
    /// <paramref name="capacity"/> entries, or a log that was trimmed beyond the reader, gets another such entry instead of the events
    /// it missed. While the store fails nothing comes; what was recorded by then comes after.
    /// </summary>
    /// <param name="capacity">How many entries wait for the subscriber at most: 1 to 100,000. 1,000 unless given.</param>
    /// <param name="cancellationToken">Ends the subscription with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>Entries, until the host stops. Each enumeration is a subscription of its own, from its first step until it is disposed of.</returns>
    IAsyncEnumerable<EventFeedEntry> SubscribeAsync(int capacity = 1000, CancellationToken cancellationToken = default);

    /// <summary>
    /// Stores how far a reader that survives the host (an export, a projection) has come, so that retention keeps what it has not read
    /// where <see cref="HivemindTenancyOptions.RetainEventsUntilReadBy"/> names it. Never goes back.
    /// </summary>
    /// <param name="reader">The reader's name, 1 to 256 characters on one line.</param>
    /// <param name="through">The <see cref="TenancyEvent.Sequence"/> of the last event that it has dealt with; 0 to ask only.</param>
    /// <param name="cancellationToken">Cancels before the step.</param>
    /// <returns>How far it has come: where it goes on with <see cref="EventQuery.After"/> after a restart.</returns>
    ValueTask<long> AcknowledgeAsync(string reader, long through, CancellationToken cancellationToken = default);

    /// <summary>
    /// Removes every event that <see cref="HivemindTenancyOptions.RetainEventsFor"/> and
    /// <see cref="HivemindTenancyOptions.RetainEventsCount"/> do not keep, 1,000 in each step. A host with a database does it by itself
    /// each minute.
    /// </summary>
    /// <param name="cancellationToken">Cancels between two steps.</param>
    /// <returns>How many were removed.</returns>
    ValueTask<long> TrimAsync(CancellationToken cancellationToken = default);
}
