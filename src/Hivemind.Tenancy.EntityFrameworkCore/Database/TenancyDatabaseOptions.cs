namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>Options of a durable store, validated when the host starts.</summary>
public sealed class TenancyDatabaseOptions
{
    /// <summary>Longest <see cref="CacheDuration"/>: 5 minutes.</summary>
    public static readonly TimeSpan MaxCacheDuration = TimeSpan.FromMinutes(5);

    /// <summary>Shortest <see cref="EventPollInterval"/>: 50 milliseconds.</summary>
    public static readonly TimeSpan MinEventPollInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>Longest <see cref="EventPollInterval"/>: 1 minute.</summary>
    public static readonly TimeSpan MaxEventPollInterval = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Whether the schema is created or brought up to date when the host starts, or before the first call if that comes
    /// earlier. False unless set: then <c>MigrateTenancyAsync</c> does it. Several hosts may do it at once.
    /// </summary>
    public bool MigrateOnStart { get; set; }

    /// <summary>
    /// How long an answer on the request path (a tenant by id, an access check) may be stale at most when another host changed
    /// it: 0 to 5 minutes, 0 for no cache. 5 s unless set. That there is no such tenant, or that it is Pending or Terminating, is
    /// remembered for 1 s at most. Admission always asks the database.
    /// </summary>
    public TimeSpan CacheDuration { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long an event of another host may stay unnoticed by what waits for events (<see cref="ITenancyEventFeed"/>) when no signal
    /// of it arrives: where the database carries none, and for threshold crossings: 50 ms to 1 minute. 1 s unless set. It looks that
    /// often while somebody waits.
    /// </summary>
    public TimeSpan EventPollInterval { get; set; } = TimeSpan.FromSeconds(1);
}
