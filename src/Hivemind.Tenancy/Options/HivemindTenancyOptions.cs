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
    /// Whether a call without a tenant context is refused with <see cref="TenantContextMissingException"/> instead of being
    /// taken for the host's own code. The verified door is open either way. False unless set.
    /// </summary>
    public bool RequireContext { get; set; }

    /// <summary>
    /// A tenant that is there from the first call on and cannot be deleted; null for none. Until it has been made every call
    /// waits for it, so its provisioners may call the managers, but not wait for another flow of execution that does.
    /// </summary>
    public TenantSpec? DefaultTenant { get; set; }

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

    /// <summary>How many events the in-memory store keeps, the newest: 1 to 10,000,000. 10,000 unless set.</summary>
    public int InMemoryEventLimit { get; set; } = 10_000;

    /// <summary>Whether metrics carry the tenant id as a tag: one time series per tenant. False unless set.</summary>
    public bool TagMetricsWithTenantId { get; set; }

    /// <summary>The thresholds that count: <see cref="QuotaThresholds"/>, or 80 and 95 when it is null.</summary>
    public IReadOnlyList<int> ResolveQuotaThresholds() => QuotaThresholds ?? DefaultThresholds;
}
