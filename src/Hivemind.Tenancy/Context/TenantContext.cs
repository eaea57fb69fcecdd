namespace Hivemind.Tenancy;

/// <summary>
/// For which tenant and user the current flow of execution acts: an immutable value carried by one <see cref="AsyncLocal{T}"/>,
/// so it follows <c>await</c>, <c>Task.Run</c> and timers, and sibling flows never see each other's. It is a claim that
/// code makes, not a proof: a user's request gets one from <see cref="ITenantManager.GetTenantContextAsync(string, TenantReference, CancellationToken)"/>,
/// which verifies it.
/// </summary>
/// <example><code>
/// TenantContext context = await tenants.GetTenantContextAsync(userId, tenantId);
/// using (context.Enter())
/// {
///     await HandleAsync();
/// }
/// </code></example>
public sealed record TenantContext
{
    private static readonly AsyncLocal<TenantContext?> Ambient = new();

    private readonly TenantReference _boundTo;

    /// <summary>A context for a tenant and a user.</summary>
    /// <param name="tenant">The tenant; with a uid (it was looked at) that one, else whoever holds the id at each step.</param>
    /// <param name="userId">The user, 1 to 256 characters.</param>
    public TenantContext(TenantReference tenant, string userId)
    {
        _boundTo = tenant.Validated(nameof(tenant));
        UserId = Requires.UserId(userId);
    }

    private TenantContext(string actor, string reason, TenantReference tenant)
    {
        _boundTo = tenant;
        UserId = Requires.UserId(actor, nameof(actor));
        Reason = Requires.Line(reason, "Reason", TenancyLimits.ReasonLength);
    }

    /// <summary>The context of the current flow; null when there is none, which never means "all tenants".</summary>
    public static TenantContext? Current => Ambient.Value;

    /// <summary>The context of the current flow.</summary>
    /// <exception cref="TenantContextMissingException">There is none.</exception>
    public static TenantContext Required => Ambient.Value ?? throw new TenantContextMissingException();

    /// <summary>The tenant; null in a System context, also in one for one tenant (see <see cref="BoundTo"/>).</summary>
    public TenantId? TenantId => IsSystem || _boundTo.IsDefault ? null : _boundTo.Id;

    /// <summary>The user, or the actor of a System context.</summary>
    public string UserId { get; }

    /// <summary>Why a System context was entered; null in a tenant's context.</summary>
    public string? Reason { get; }

    /// <summary>Whether this context works across tenants.</summary>
    public bool IsSystem => Reason is not null;

    /// <summary>
    /// Which tenant of that id the verified door saw (<see cref="Tenant.Uid"/>), or a System context is for; null in a context made by
    /// hand of an id alone and in a System context for all tenants.
    /// </summary>
    public TenantUid? TenantUid => _boundTo.Uid;

    /// <summary>The only tenant there is in this context: a tenant's own, or the one that a System context is for; null in a System context for all.</summary>
    public TenantReference? BoundTo => _boundTo.IsDefault ? default(TenantReference?) : _boundTo;

    /// <summary>A context for work across tenants. Events and logs show who and why.</summary>
    /// <param name="actor">Who acts: a user id or the name of a job, 1 to 256 characters.</param>
    /// <param name="reason">Why, 1 to 1,024 characters on one line.</param>
    public static TenantContext System(string actor, string reason) => new(actor, reason, default);

    /// <summary>
    /// As <see cref="System(string, string)"/>, for work on one tenant that was looked at before: every other is not found, and neither
    /// is this one when it was deleted and made again under its id since.
    /// </summary>
    /// <param name="actor">Who acts, 1 to 256 characters.</param>
    /// <param name="reason">Why, 1 to 1,024 characters on one line.</param>
    /// <param name="tenant">The tenant as it was read.</param>
    public static TenantContext System(string actor, string reason, Tenant tenant)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        return new TenantContext(actor, reason, tenant);
    }

    /// <summary>
    /// Makes this the context of the current flow until the returned scope is disposed, which restores what was there.
    /// Synchronous by design: what an awaited method enters is lost to its caller.
    /// </summary>
    public TenantScope Enter()
    {
        TenantContext? previous = Ambient.Value;
        Ambient.Value = this;
        return new TenantScope(this, previous);
    }

    internal static TenantContext Verified(Tenant tenant, string userId) => new(tenant, userId);

    /// <summary>
    /// Whether there may be such a tenant in this context, and how a step has to name it: by the context's uid where the reference has none.
    /// </summary>
    internal bool TryReach(in TenantReference tenant, out TenantReference target)
    {
        target = tenant;
        if (_boundTo.IsDefault)
        {
            return true;
        }

        if (tenant.Uid is null)
        {
            target = _boundTo;
        }

        return _boundTo.Id == tenant.Id && (_boundTo.Uid is null || _boundTo.Uid == target.Uid);
    }

    internal static void Restore(TenantContext? context) => Ambient.Value = context;
}
