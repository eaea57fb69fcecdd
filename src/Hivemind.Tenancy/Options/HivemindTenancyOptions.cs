namespace Hivemind.Tenancy;

/// <summary>Options of <c>AddHivemindTenancy</c>, validated when the host starts.</summary>
public sealed class HivemindTenancyOptions
{
    /// <summary>Shortest lease of a reservation: 1 second.</summary>
    public static readonly TimeSpan MinLease = TimeSpan.FromSeconds(1);

    /// <summary>Longest lease of a reservation: 24 hours.</summary>
    public static readonly TimeSpan MaxLease = TimeSpan.FromHours(24);

    private static readonly IReadOnlyList<int> DefaultThresholds = [80, 95];

    /// <summary>
    /// Whether code without a tenant context is taken for the host's own, which may do everything, instead of being refused with
    /// <see cref="TenantContextMissingException"/>. For hosts and tests all of whose code is trusted. False unless set.
    /// </summary>
    public bool AllowNoContext { get; set; }

    /// <summary>
    /// A tenant that is there from the first call on and cannot be deleted; null for none. It names no plan: it can be moved to one later. Until it has been made every call
    /// waits for it, so its provisioners may call the managers, but not wait for another flow of execution that does.
    /// </summary>
    public TenantSpec? DefaultTenant { get; set; }

    /// <summary>
    /// The plan of tenants whose <see cref="TenantSpec.Plan"/> is null: <c>gold</c>, or <c>gold@3</c> for one version. Until it is published no tenant is made
    /// without naming another. It is not for the <see cref="DefaultTenant"/>, which has to be there before plans can be. Null, as it is unless set, for none.
    /// </summary>
    public string? DefaultPlan { get; set; }

    /// <summary>How long a reservation is held when the caller does not say: 1 s to 24 h. 30 s unless set.</summary>
    public TimeSpan DefaultLease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Shares of a limit, in percent, at which <see cref="QuotaThresholdCrossed"/> is raised: up to 8, each 1 to 100, growing.
    /// Null, as it is unless set, for 80 and 95; empty for none, which only code can say: the configuration binder takes an
    /// empty list for one that is not set. A store asks <see cref="ResolveQuotaThresholds"/>.
    /// </summary>
    /// <remarks>Null rather than its default, because the binder adds to a list that is there already.</remarks>
    public IReadOnlyList<int>? QuotaThresholds { get; set; }

    /// <summary>
    /// The resources beside the five known ones that exist on this host, see <see cref="ResourceNames"/>: up to 256 names. A quota,
    /// reservation, growth, grace or observation that names another is refused with an <see cref="ArgumentException"/>, so that a
    /// misspelt limit is no silent absence of one; what is stored already stays. Null, as it is unless set, for any; empty for none,
    /// which only code can say: the configuration binder takes an empty list for one that is not set.
    /// </summary>
    /// <example><code>options.OtherResources = ["requests.cpu", "limits.cpu", "nvidia.com/gpu", "count/jobs.batch"];</code></example>
    public IReadOnlyList<string>? OtherResources { get; set; }

    /// <summary>
    /// How long events stay in the log: 1 minute to 100 years; null, as it is unless set, for as long as
    /// <see cref="RetainEventsCount"/> lets them. Trimmed a little later, by a host with a database each minute, in memory at the next
    /// event.
    /// </summary>
    public TimeSpan? RetainEventsFor { get; set; }

    /// <summary>
    /// How many events stay in the log, the newest: 1 to 10,000,000. Null, as it is unless set, for 10,000 in memory and for all in a
    /// database.
    /// </summary>
    public long? RetainEventsCount { get; set; }

    /// <summary>
    /// Readers of the log whose unread events stay, whatever their age and number: names of 1 to 256 characters, up to 64, under which
    /// they call <see cref="ITenancyEventFeed.AcknowledgeAsync"/>. One that never did has read nothing. Null or empty, as it is unless
    /// set, for none. Over several hosts all name the same.
    /// </summary>
    public IReadOnlyList<string>? RetainEventsUntilReadBy { get; set; }

    /// <summary>
    /// How many events, the newest, the readers of <see cref="RetainEventsUntilReadBy"/> can keep from being trimmed: 1 to 10,000,000.
    /// 1,000,000 unless set. One that lags more is told so when it reads, see <see cref="EventPage.IsTrimmed"/>.
    /// </summary>
    public long MaxEventReaderLag { get; set; } = 1_000_000;

    /// <summary>
    /// Whether what tenants hold is metered: every change of an allocation closes a <see cref="UsageRecord"/> in the same step, which
    /// <see cref="IUsageMeter"/> reads. The same on all hosts of a database: what a host that does not meter changes is recorded by nobody. False unless set.
    /// </summary>
    public bool Metering { get; set; }

    /// <summary>How long usage records are kept after their end: 1 hour to 100 years; null, as it is unless set, for ever. Removed a little later, by a host with a database each minute, in memory when others come.</summary>
    public TimeSpan? RetainUsage { get; set; }

    /// <summary>Whether metrics carry the tenant id as a tag: one time series per tenant. False unless set.</summary>
    public bool TagMetricsWithTenantId { get; set; }

    /// <summary>The thresholds that count: <see cref="QuotaThresholds"/>, or 80 and 95 when it is null.</summary>
    public IReadOnlyList<int> ResolveQuotaThresholds() => QuotaThresholds ?? DefaultThresholds;

    /// <summary>What the log keeps by these options; a store in memory puts its own count where there is none.</summary>
    public EventRetention ResolveEventRetention() => new(RetainEventsFor, RetainEventsCount, [.. RetainEventsUntilReadBy ?? []], MaxEventReaderLag);

    internal static bool IsLease(TimeSpan lease) => lease >= MinLease && lease <= MaxLease;
}
