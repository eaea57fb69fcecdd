namespace Hivemind.Tenancy.AspNetCore;

/// <summary>
/// The log of changes as it grows, for one user who is signed in, as long as they may read it: for live pages and streams of the host's own.
/// The Tenant API's event streams stand on it. A singleton, safe for concurrent use. However many follow, the host reads the log once
/// (<see cref="ITenancyEventFeed"/>), and who waits costs the store nothing.
/// </summary>
public interface ITenantEventStream
{
    /// <summary>
    /// Follows the log. It takes <see cref="TenancyPermissions.ReadEvents"/> at the tenant, whatever its status, or at Global scope without
    /// one. The first entry is <see cref="EventFeedEntry.IsLostTrack"/> with the position from which events come, unless
    /// <paramref name="after"/> is given and the log still holds everything since: then what was missed comes first. Events come once and
    /// in order, without a gap; who lags by more than 256 entries gets another entry that says so instead of them.
    /// <para>
    /// Who may not read them any more gets no event that was recorded after that, and a <see cref="TenantAccessDeniedException"/>; in doubt
    /// entries wait until the user has been asked about. It ends by itself when the host stops and, for a tenant, after its
    /// <see cref="TenantDeleted"/>. While a store fails nothing comes.
    /// </para>
    /// </summary>
    /// <param name="userId">Who reads: the host has found out that it is they. The ambient context does not matter.</param>
    /// <param name="tenant">Whose events: by its uid, or of who holds the id now. Null for those of all and of the platform.</param>
    /// <param name="after">The <see cref="EventFeedEntry.Sequence"/> of the last entry that was received, 0 or more; null for from now on.</param>
    /// <param name="cancellationToken">Ends it with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>Entries. Each enumeration is one of its own, from its first step, which throws what the managers do, until it is disposed of.</returns>
    /// <exception cref="ArgumentException"><paramref name="userId"/> is no user id, or <paramref name="tenant"/> names nobody.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="after"/> is negative.</exception>
    /// <exception cref="TenantNotFoundException">There is no such tenant, or the user has no access to it.</exception>
    /// <exception cref="TenantAccessDeniedException">The user may not read the events, or not any more.</exception>
    /// <exception cref="TenancyStoreException">A store failed at the beginning, or later for two minutes in which the user had to be asked about.</exception>
    IAsyncEnumerable<EventFeedEntry> FollowAsync(
        string userId, TenantReference? tenant, long? after = null, CancellationToken cancellationToken = default);
}
