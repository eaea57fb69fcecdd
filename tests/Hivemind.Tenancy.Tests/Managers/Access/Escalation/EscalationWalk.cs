using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.Tests;

/// <summary>Users who try what they can, step by step, each step judged by <see cref="EscalationRules"/> and its effect by <see cref="NaiveRights"/>.</summary>
internal sealed class EscalationWalk : IAsyncDisposable
{
    private static readonly TenantContext Host = TenantContext.System("host", "tests");

    private readonly TenancyHost _setup = new();
    private readonly List<EscalationStep> _done = [];
    private readonly Dictionary<string, string> _former = [];
    private HashSet<(string User, string Permission, string Path)> _held = [];
    private string? _heldIn;

    private EscalationWalk(bool slow) => Tenancy = new TenancyHost(
        options => options.AllowNoContext = false,
        services => services
            .AddSingleton(slow ? Interceptor.Slow(_setup.Store) : _setup.Store)
            .AddSingleton<IRbacProvider>(slow ? Interceptor.Slow((IRbacAdministrator)_setup.Rbac) : _setup.Rbac));

    public TenancyHost Tenancy { get; }

    public NaiveRights Rights { get; } = new();

    /// <summary>What the door gave, by user and id; kept when the tenant is gone, or the access.</summary>
    public Dictionary<(string User, string Id), TenantContext> Contexts { get; } = [];

    /// <summary>How often something came of a step: by kind of context and outcome.</summary>
    public Dictionary<string, int> Seen { get; } = [];

    public string State => Rights.Text(Contexts.Select(c => $"{c.Key.User} {c.Value.BoundTo}"));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<EscalationWalk> StartAsync(bool slow, IEnumerable<EscalationStep> steps)
    {
        EscalationWalk walk = new(slow);
        using (Host.Enter())
        {
            await walk.FillAsync();
        }

        foreach (EscalationStep step in steps)
        {
            await walk.StepAsync(step);
        }

        return walk;
    }

    /// <summary>Does it, as the one who does it, and judges it.</summary>
    /// <returns>Whether anything changed.</returns>
    public async Task<bool> StepAsync(EscalationStep step)
    {
        TenantReference named = step.IsFormer && _former.TryGetValue(step.Id, out string? former) ? TenantReference.Parse(former) : TenantId.Parse(step.Id);
        TenantContext context = ContextOf(step);
        (string? expected, int refusals) = step.IsHost || step.Verb == "wait" ? EscalationRules.Passes
            : step.Verb == "door" ? OfDoor(step, named)
            : new EscalationRules(Rights, step.ActorName, context.BoundTo?.ToString()).Of(step, named.ToString());
        HashSet<(string User, string Permission, string Path)> before = Held();
        string state = State;
        IReadOnlyList<object> stored = await StoredAsync();
        Tenancy.Events.Clear();
        EscalationCall call = new(this, step, named);

        string outcome;
        using (context.Enter())
        {
            outcome = await call.DoAsync();
        }

        _done.Add(step);
        string story = string.Join("\n", _done) + $"\nin {context}";
        int refused = Tenancy.Events.Refusals.Count(r => r.Reason != AccessRefusalReason.NotActive);
        if (outcome != (expected ?? outcome) || (!step.IsHost && expected is null && outcome is Outcome.NotFound or Outcome.Denied) || (refused != refusals && !step.IsHost))
        {
            Assert.Fail($"{outcome} with {refused} refusals, expected {expected ?? "to pass"} with {refusals}:\n{story}");
        }

        if (outcome == Outcome.Ok)
        {
            await call.ApplyAsync();
        }
        else if (!stored.SequenceEqual(await StoredAsync()))
        {
            Assert.Fail($"what was refused changed something:\n{story}");
        }

        ShouldHaveHeldWhatWasGiven(step, before, story);
        string kind = $"{(step.IsHost ? TenantContextKind.System : context.Kind)} {outcome}";
        Seen[kind] = Seen.GetValueOrDefault(kind) + 1;
        return state != State;
    }

    /// <summary>Everybody's rights and everybody's sight, as they are and as they ought to be.</summary>
    public async Task ObserveAsync()
    {
        string story = string.Join("\n", _done);
        EscalationSight sight = new(this, _former);
        try
        {
            await sight.ObserveAsync();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new InvalidOperationException($"{e.Message}\nafter\n{story}", e);
        }
    }

    public void Forget(string tenant) => _former[tenant.Split('@')[0]] = tenant;

    /// <summary>As the host, past every guard.</summary>
    public async Task<IReadOnlyList<object>> StoredAsync()
    {
        IRbacAdministrator rbac = (IRbacAdministrator)_setup.Rbac;
        List<object> stored = [(await _setup.Store.ReadEventsAsync(new EventQuery { NewestFirst = true, Limit = 1 }, Cancellation)).NewestSequence];
        stored.AddRange(await rbac.ListBindingsAsync(new RoleBindingQuery(), Cancellation));
        foreach (Tenant tenant in await _setup.Store.ListAsync(new TenantQuery(), Cancellation))
        {
            stored.Add(tenant);
            stored.AddRange(await _setup.Store.ListAllocationsAsync(tenant, new AllocationQuery(), Cancellation));
        }

        return stored;
    }

    public async Task<Tenant> StoredAsync(string id) => (await _setup.Store.FindAsync(TenantId.Parse(id), Cancellation))!;

    public async ValueTask DisposeAsync()
    {
        await Tenancy.DisposeAsync();
        await _setup.DisposeAsync();
    }

    public async Task AddAsync(string id, string owner, params string[] namespaces)
    {
        Tenant tenant = await StoredAsync(id);
        Rights.Tenants.Add($"{(TenantReference)tenant}", new NaiveRights.House(owner, namespaces.ToHashSet(), IsActive: true, 0));
    }

    /// <summary>Nobody gets what whoever gave it had not there, at that moment. What the host gives is the host's affair.</summary>
    private void ShouldHaveHeldWhatWasGiven(EscalationStep step, HashSet<(string User, string Permission, string Path)> before, string story)
    {
        foreach ((string user, string permission, string path) in step.IsHost ? [] : Held().Except(before))
        {
            bool held = before.Contains((step.ActorName, permission, path)) || before.Contains((step.ActorName, permission, "*"));
            if (!held)
            {
                Assert.Fail($"{user} got {permission} at {path} from {step.ActorName}, who had it not:\n{story}");
            }
        }
    }

    private HashSet<(string User, string Permission, string Path)> Held()
    {
        if (State is var state && state != _heldIn)
        {
            _heldIn = state;
            _held =
            [
                .. from path in Paths().ToList()
                   from user in EscalationStep.Users
                   from permission in EscalationStep.Permissions
                   where Rights.Holds(user, permission, path)
                   select (user, permission, path),
            ];
        }

        return _held;
    }

    public IEnumerable<string> Paths() => Rights.Tenants.Keys.SelectMany(t => Parts(t, t.Split('@')[0])).Prepend("*");

    private static string[] Parts(string tenant, string id) => [tenant, $"{tenant}/{id}-web", $"{tenant}/{id}-db", $"{tenant}/{id}-web/api"];

    private TenantContext ContextOf(EscalationStep step) =>
        step.IsHost ? Host
        : step.Stance > 0 && Contexts.TryGetValue((step.ActorName, EscalationStep.Ids[step.Stance - 1]), out TenantContext? inside) ? inside
        : TenantContext.User(step.ActorName);

    private (string?, int) OfDoor(EscalationStep step, TenantReference named)
    {
        string? tenant = new EscalationRules(Rights, step.ActorName, null).Seen(named.ToString());
        bool reaches = ContextOf(step) is not { Kind: TenantContextKind.Tenant, BoundTo: { } own } || own == named || (named.Uid is null && own.Id == named.Id);
        tenant = reaches && ContextOf(step).BoundTo is { } inside ? (Rights.HasAccess(step.ActorName, inside.ToString()) ? inside.ToString() : null) : tenant;
        return reaches && tenant is not null ? (Rights.Tenants[tenant].IsActive ? EscalationRules.Passes : ("domain", 0)) : (Outcome.Denied, 1);
    }

    private async Task FillAsync()
    {
        foreach ((string id, string owner) in new[] { ("acme", "olga"), ("globex", "eve") })
        {
            await Tenancy.CreateAsync(id, owner, $"{id}-web");
            await AddAsync(id, owner, $"{id}-web");
        }

        foreach ((string role, string[] permissions) in EscalationStep.FirstRoles)
        {
            await Tenancy.Access.SetRoleAsync(new Role(role, [.. permissions.Select(Permission.Parse)]), Cancellation);
            Rights.Roles[role] = permissions;
        }

        await BindAsync(RoleSubject.User("root"), "platform-admin", "*");
        await BindAsync(RoleSubject.User("carl"), "clerk", Rights.Holder("acme")!);
        await BindAsync(RoleSubject.Group("staff"), "reader", $"{Rights.Holder("globex")}/globex-web");
        await BindAsync(RoleSubject.Group("keepers"), "manager", "*");
        await Tenancy.Access.AddGroupMemberAsync("keepers", "olga", Cancellation);
        Rights.Members.Add(("keepers", "olga"));
    }

    private async Task BindAsync(RoleSubject subject, string role, string path)
    {
        await Tenancy.Access.BindRoleAsync(new RoleBinding(subject, role, PermissionScope.Parse(path)), Cancellation);
        Rights.Bindings[(subject.ToString(), role, path)] = null;
    }
}
