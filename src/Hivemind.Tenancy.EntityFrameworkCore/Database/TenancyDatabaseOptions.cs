namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>Options of a durable store, validated when the host starts.</summary>
public sealed class TenancyDatabaseOptions
{
    /// <summary>Longest <see cref="CacheDuration"/>: 5 minutes.</summary>
    public static readonly TimeSpan MaxCacheDuration = TimeSpan.FromMinutes(5);

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
}
