using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.Tests;

/// <summary>Two tenants with everything in them, and a caller who stands in the first, <c>acme</c>, unless without a tenant.</summary>
internal sealed class CallerWorld : IAsyncDisposable
{
    public const string OtherOwner = "other-owner";
    public const string Member = "member";
    public const string Group = "staff";
    public const string CustomRole = "auditor";

    /// <summary>A committed allocation and a hold of each tenant.</summary>
    public const string Committed = "committed", Hold = "hold";

    private readonly TenancyHost _setup = new();
    private readonly TenancyHost _acting;
    private readonly Caller _caller;

    private CallerWorld(Caller caller, bool slow)
    {
        _caller = caller;
        _acting = new TenancyHost(
            options => options.AllowNoContext = caller != Caller.Nobody,
            services => services
                .AddSingleton(slow ? Interceptor.Slow(_setup.Store) : _setup.Store)
                .AddSingleton<IRbacProvider>(slow ? Interceptor.Slow((IRbacAdministrator)_setup.Rbac) : _setup.Rbac));
    }

    /// <summary>The host that is called, with its own events.</summary>
    public TenancyHost Host => _acting;

    /// <summary>What the caller enters, from the door if it has access; null when it calls without a context.</summary>
    public TenantContext? Context { get; private set; }

    /// <summary>The user, or the actor of a System context.</summary>
    public string? Actor => _caller switch
    {
        Caller.Host or Caller.Nobody or Caller.Visitor => null,
        _ => _caller.ToString().Replace("User", string.Empty, StringComparison.Ordinal),
    };

    /// <summary>Whether a user calls in no tenant.</summary>
    public bool IsUser => Context?.Kind == TenantContextKind.User;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Builds it; a slow one answers later, on another thread.</summary>
    public static async Task<CallerWorld> BuildAsync(Caller caller, bool slow, Func<TenancyHost, Task>? prepare)
    {
        CallerWorld world = new(caller, slow);
        await world.FillAsync();
        world.Context = await world.EnterableAsync();
        await (prepare?.Invoke(world._setup) ?? Task.CompletedTask);
        return world;
    }

    /// <summary>All there is, to compare.</summary>
    public async Task<IReadOnlyList<object>> StateAsync()
    {
        List<object> state = [(await _setup.LogAsync()).Count];
        foreach (Tenant tenant in await _setup.Tenants.ListTenantsAsync(null, Cancellation))
        {
            state.Add(tenant);
            state.AddRange(await _setup.Quotas.ListAllocationsAsync(tenant.Id, null, Cancellation));
            state.Add(await _setup.Quotas.GetUsageAsync(tenant.Id, Cancellation));
        }

        state.AddRange(await _setup.Access.ListRolesAsync(Cancellation));
        state.AddRange(await _setup.Access.ListBindingsAsync(null, Cancellation));
        state.AddRange(await _setup.Access.ListGroupMembersAsync(Group, Cancellation));
        return state;
    }

    public async ValueTask DisposeAsync()
    {
        await _acting.DisposeAsync();
        await _setup.DisposeAsync();
    }

    private async Task<TenantContext?> EnterableAsync() => _caller switch
    {
        Caller.Host or Caller.Nobody => null,
        Caller.Stranger => new TenantContext(Some.TenantId, nameof(Caller.Stranger)),
        >= Caller.UserStranger => TenantContext.User(Actor!),
        Caller.Visitor => TenantContext.Visitor(Some.TenantId),
        Caller.System => TenantContext.System(nameof(Caller.System), "testing"),
        _ => await _setup.Tenants.GetTenantContextAsync(_caller.ToString(), Some.TenantId, Cancellation),
    };

    private async Task FillAsync()
    {
        await _setup.CreateAsync("acme", nameof(Caller.Owner), "acme-web");
        await _setup.CreateAsync("globex", OtherOwner, "globex-web");
        await _setup.Access.SetRoleAsync(new Role(CustomRole, [TenancyPermissions.ReadEvents]), Cancellation);
        await _setup.BindAsync(nameof(Caller.Viewer), BuiltInRoles.TenantViewer);
        await _setup.BindAsync(nameof(Caller.Admin), BuiltInRoles.TenantAdmin);
        await _setup.BindAsync(nameof(Caller.Platform), BuiltInRoles.PlatformAdmin, PermissionScope.Global);
        await _setup.BindAsync(Member, BuiltInRoles.TenantViewer, PermissionScope.Global);
        await _setup.Access.AddGroupMemberAsync(Group, Member, Cancellation);
        foreach (TenantId id in new[] { Some.TenantId, Some.OtherTenantId })
        {
            await _setup.BindAsync(Member, BuiltInRoles.TenantViewer, PermissionScope.Tenant(id));
            ResourceReservation committed = await Reserve(id, Committed);
            await committed.CommitAsync(Cancellation);
            await Reserve(id, Hold);
        }
    }

    private async Task<ResourceReservation> Reserve(TenantId id, string allocationId) =>
        await _setup.Quotas.ReserveAsync(id, Some.Amounts(), new ReservationOptions { AllocationId = allocationId }, Cancellation);
}
