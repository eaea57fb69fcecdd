using System.Diagnostics.CodeAnalysis;

namespace Hivemind.Tenancy;

/// <summary>
/// For whom the current flow of execution acts: an immutable value carried by one <see cref="AsyncLocal{T}"/>,
/// so it follows <c>await</c>, <c>Task.Run</c> and timers, and sibling flows never see each other's. It is a claim that
/// code makes, not a proof: a user's request gets one from <see cref="ITenantManager.GetTenantContextAsync(string, TenantReference, CancellationToken)"/>,
/// which verifies it.
/// </summary>
/// <remarks>
/// A manager that is called while <see cref="ExecutionContext.SuppressFlow"/> is in force throws <see cref="InvalidOperationException"/>: the
/// context would be lost at the first <c>await</c>.
/// <para/>
/// What reads <see cref="Current"/> once and is used for every request keeps the first tenant for ever: a query filter that names it
/// directly, a lambda that is compiled once, a field of a singleton. Read it where the work is done.
/// </remarks>
/// <example><code>
/// TenantContext context = await tenants.GetTenantContextAsync(userId, tenantId);
/// using (context.Enter())
/// {
///     await HandleAsync();
/// }
/// </code></example>
public sealed record TenantContext
{
    private static readonly AsyncLocal<ContextEntry?> Ambient = new();

    private readonly TenantReference _tenant;

    /// <summary>A context for a tenant and a user, made by hand: nobody has verified it.</summary>
    /// <param name="tenant">The tenant; with a uid (it was looked at) that one, else whoever holds the id at each step.</param>
    /// <param name="userId">The user, 1 to 256 characters.</param>
    public TenantContext(TenantReference tenant, string userId)
        : this(TenantContextKind.Tenant, tenant.Validated(nameof(tenant)), Requires.UserId(userId))
    {
    }

    private TenantContext(TenantContextKind kind, in TenantReference tenant, string? actor, string? reason = null, Tenant? verified = null)
    {
        VerifiedTenant = verified;
        Kind = kind;
        _tenant = tenant;
        Actor = actor;
        Reason = reason;
    }

    /// <summary>The context of the current flow, of any kind; null when there is none, which never means "all tenants".</summary>
    public static TenantContext? Current => Ambient.Value?.Context;

    /// <summary>The current flow's context for a user in a tenant.</summary>
    /// <exception cref="TenantContextMissingException">There is none, or one of another kind.</exception>
    public static TenantContext Required =>
        Current is { Kind: TenantContextKind.Tenant } context ? context : throw new TenantContextMissingException(Current?.Kind);

    /// <summary>The tenant of <see cref="Required"/>, with its uid where the context has it: for calls about the tenant that the code stands in.</summary>
    /// <exception cref="TenantContextMissingException">There is no context for a user in a tenant.</exception>
    public static TenantReference RequiredTenant => Required._tenant;

    /// <summary>For whom it acts.</summary>
    public TenantContextKind Kind { get; }

    /// <summary>The tenant in which a user acts; null in every other kind (see <see cref="BoundTo"/> and <see cref="VisitedTenant"/>).</summary>
    public TenantId? TenantId => Kind == TenantContextKind.Tenant ? _tenant.Id : null;

    /// <summary>
    /// Which tenant of that id the verified door saw (<see cref="Tenant.Uid"/>), or a System context is for; null in a context made by
    /// hand of an id alone, in a User and a visitor's context, and in a System context for all tenants.
    /// </summary>
    public TenantUid? TenantUid => BoundTo?.Uid;

    /// <summary>The tenant as the verified door saw it; null in a context that the door did not give. Two contexts that differ only in it are equal.</summary>
    public Tenant? VerifiedTenant { get; }

    /// <summary>The user; null in a System context, which has an <see cref="Actor"/>, and in a visitor's.</summary>
    public string? UserId => IsSystem ? null : Actor;

    /// <summary>Who acts: the user, or the actor of a System context, who need not be a user; null in a visitor's.</summary>
    public string? Actor { get; }

    /// <summary>Why a System context was entered; null in the other kinds.</summary>
    public string? Reason { get; }

    /// <summary>Whether this is a System context.</summary>
    [MemberNotNullWhen(true, nameof(Reason), nameof(Actor))]
    public bool IsSystem => Kind == TenantContextKind.System;

    /// <summary>The only tenant there is in this context: a tenant's own, or the one that a System context is for; null where there is none such.</summary>
    public TenantReference? BoundTo => _tenant.IsDefault || Kind == TenantContextKind.Visitor ? default(TenantReference?) : _tenant;

    /// <summary>The tenant that a visitor's request names; null in the other kinds. Nobody has been let in.</summary>
    public TenantReference? VisitedTenant => Kind == TenantContextKind.Visitor ? _tenant : default(TenantReference?);

    /// <summary>A context for a user in no tenant: each operation asks for the user's own rights at its target.</summary>
    /// <param name="userId">The user, 1 to 256 characters.</param>
    public static TenantContext User(string userId) => new(TenantContextKind.User, default, Requires.UserId(userId));

    /// <summary>A context for a request that names a tenant while nobody is signed in: managers refuse it, the verified door does not.</summary>
    /// <param name="tenant">The tenant as it was looked up.</param>
    public static TenantContext Visitor(TenantReference tenant) => new(TenantContextKind.Visitor, tenant.Validated(nameof(tenant)), actor: null);

    /// <summary>A context for work across tenants. Events and logs show who and why.</summary>
    /// <param name="actor">Who acts: a user id or the name of a job, 1 to 256 characters.</param>
    /// <param name="reason">Why, 1 to 1,024 characters on one line.</param>
    public static TenantContext System(string actor, string reason) => SystemOf(actor, reason, default);

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
        return SystemOf(actor, reason, tenant);
    }

    /// <summary>
    /// Makes this the context of the current flow until the returned scope is disposed, which restores what was there.
    /// Synchronous by design: what an awaited method enters, or an iterator before a <c>yield</c>, is lost to its caller.
    /// </summary>
    public TenantScope Enter()
    {
        ContextEntry entry = new(this, Ambient.Value);
        Ambient.Value = entry;
        return new TenantScope(entry);
    }

    /// <inheritdoc/>
    public bool Equals(TenantContext? other) =>
        other is not null && Kind == other.Kind && _tenant == other._tenant && Actor == other.Actor && Reason == other.Reason;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, _tenant, Actor, Reason);

    /// <summary>As it is told to people.</summary>
    public override string ToString() => Kind switch
    {
        TenantContextKind.Tenant => $"tenant '{_tenant}' of user '{Actor}'",
        TenantContextKind.User => $"user '{Actor}'",
        TenantContextKind.Visitor => $"visitor of tenant '{_tenant}'",
        _ => BoundTo is { } tenant ? $"System of '{Actor}' for tenant '{tenant}'" : $"System of '{Actor}'",
    };

    internal static TenantContext Verified(Tenant tenant, string userId) =>
        new(TenantContextKind.Tenant, tenant, Requires.UserId(userId), verified: tenant);

    internal static void Leave(ContextEntry entered)
    {
        ContextEntry? current = Ambient.Value;
        if (ReferenceEquals(current, entered))
        {
            Ambient.Value = entered.Previous;
            return;
        }

        ContextEntry? rest = current?.Without(entered);
        if (!ReferenceEquals(rest, current))
        {
            Ambient.Value = rest;
        }

        if (current?.Is(entered) != true)
        {
            ScopeReports.Report(entered.Context, rest?.Context);
        }
    }

    /// <summary>Whatever was entered in this flow, from now on only this is: what the library runs code of the host's in.</summary>
    internal static void Begin(TenantContext? context) => Ambient.Value = context is null ? null : new ContextEntry(context, null);

    /// <summary>Before a decision that may take an <c>await</c>: whoever acts is the same behind it, and no user becomes nobody.</summary>
    /// <exception cref="InvalidOperationException">There is a context, and the flow is suppressed.</exception>
    internal static void EnsureFlows()
    {
        // Null while the flow is suppressed; the schedule tester cannot follow ExecutionContext.IsFlowSuppressed.
        if (Ambient.Value is not null && Thread.CurrentThread.ExecutionContext is null)
        {
            throw new InvalidOperationException(
                $"The flow of the execution context is suppressed, so the tenant context ({Current}) would be lost at the first await: call managers where it flows.");
        }
    }

    /// <summary>Runs something in no context: what it starts would keep the caller's for ever.</summary>
    internal static T RunOutside<T>(Func<T> run)
    {
        ContextEntry? before = Ambient.Value;
        Ambient.Value = null;
        try
        {
            return run();
        }
        finally
        {
            Ambient.Value = before;
        }
    }

    /// <summary>
    /// Whether there may be such a tenant in this context, and how a step has to name it: by the context's uid where the reference has none.
    /// A user's rights are not asked for here, and a visitor reaches nothing.
    /// </summary>
    internal bool TryReach(in TenantReference tenant, out TenantReference target)
    {
        if (_tenant.IsDefault)
        {
            target = tenant;
            return true;
        }

        target = tenant.HasUid ? tenant : _tenant;
        return Kind != TenantContextKind.Visitor && _tenant.Id == tenant.Id && (!_tenant.HasUid || _tenant == target);
    }

    private static TenantContext SystemOf(string actor, string reason, in TenantReference tenant) => new(
        TenantContextKind.System,
        tenant,
        Requires.UserId(actor, nameof(actor)),
        Requires.Line(reason, "Reason", TenancyLimits.ReasonLength));
}
