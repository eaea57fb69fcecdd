namespace Hivemind.Tenancy;

/// <summary>
/// For which tenant and user the current flow of execution acts: an immutable value carried by one <see cref="AsyncLocal{T}"/>,
/// so it follows <c>await</c>, <c>Task.Run</c> and timers, and sibling flows never see each other's. It is a claim that
/// code makes, not a proof: a user's request gets one from <see cref="ITenantManager.GetTenantContextAsync(string, TenantId, CancellationToken)"/>,
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

    /// <summary>A context for a tenant and a user.</summary>
    /// <param name="tenantId">The tenant.</param>
    /// <param name="userId">The user, 1 to 256 characters.</param>
    public TenantContext(TenantId tenantId, string userId)
    {
        TenantId = Requires.TenantId(tenantId);
        UserId = Requires.UserId(userId);
    }

    private TenantContext(string actor, string reason)
    {
        UserId = Requires.UserId(actor, nameof(actor));
        Reason = Requires.Line(reason, "Reason", TenancyLimits.ReasonLength);
    }

    /// <summary>The context of the current flow; null when there is none, which never means "all tenants".</summary>
    public static TenantContext? Current => Ambient.Value;

    /// <summary>The context of the current flow.</summary>
    /// <exception cref="TenantContextMissingException">There is none.</exception>
    public static TenantContext Required => Ambient.Value ?? throw new TenantContextMissingException();

    /// <summary>The tenant; null in a System context, which works across tenants.</summary>
    public TenantId? TenantId { get; }

    /// <summary>The user, or the actor of a System context.</summary>
    public string UserId { get; }

    /// <summary>Why a System context was entered; null in a tenant's context.</summary>
    public string? Reason { get; }

    /// <summary>Whether this context works across tenants.</summary>
    public bool IsSystem => Reason is not null;

    /// <summary>
    /// Which incarnation of the tenant the verified door saw (<see cref="Tenant.CreatedAt"/>); null in a context made by hand
    /// and in a System context that is not for one tenant.
    /// </summary>
    public DateTimeOffset? TenantCreatedAt { get; private init; }

    /// <summary>A context for work across tenants. Events and logs show who and why.</summary>
    /// <param name="actor">Who acts: a user id or the name of a job, 1 to 256 characters.</param>
    /// <param name="reason">Why, 1 to 1,024 characters on one line.</param>
    public static TenantContext System(string actor, string reason) => new(actor, reason);

    /// <summary>
    /// As <see cref="System(string, string)"/>, for work on one tenant as it was seen: one that is made again under its id is another one,
    /// and not found.
    /// </summary>
    /// <param name="actor">Who acts: a user id or the name of a job, 1 to 256 characters.</param>
    /// <param name="reason">Why, 1 to 1,024 characters on one line.</param>
    /// <param name="tenant">The tenant.</param>
    public static TenantContext System(string actor, string reason, Tenant tenant)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        return new(actor, reason) { TenantCreatedAt = tenant.CreatedAt };
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

    internal static TenantContext Verified(Tenant tenant, string userId) => new(tenant.Id, userId) { TenantCreatedAt = tenant.CreatedAt };

    /// <summary>Whether the tenant, of the id the current context is for, may be the one it was verified for: made again under that id it is another.</summary>
    internal static bool IsFor(Tenant tenant) => Current?.TenantCreatedAt is not { } incarnation || incarnation == tenant.CreatedAt;

    internal static void Restore(TenantContext? context) => Ambient.Value = context;
}
