using System.Reflection;

namespace Hivemind.Tenancy.Tests;

/// <summary>
/// Another host deletes the tenant and makes it again before any one of the looks and acts of a call: whoever was let in to the former
/// one, or named it by its uid, changes nothing of the new one and holds nothing there.
/// </summary>
public sealed class FormerTenantInterleavingTests
{
    private const string Mallory = "mallory";

    private static readonly Dictionary<string, Func<TenancyHost, TenantReference, Task>> Calls = new()
    {
        ["update"] = (h, t) => h.Tenants.UpdateTenantAsync(t, x => x with { Description = Mallory }, null, Cancellation).AsTask(),
        ["quotas"] = (h, t) => h.Tenants.UpdateResourceQuotasAsync(t, new ResourceQuotas { Containers = 77 }, Cancellation).AsTask(),
        ["isolation"] = (h, t) => h.Tenants.UpdateIsolationLevelAsync(t, IsolationLevel.Hard, Cancellation).AsTask(),
        ["owner"] = (h, t) => h.Tenants.UpdateTenantAsync(t, x => x with { OwnerId = "eve" }, null, Cancellation).AsTask(),
        ["add namespace"] = (h, t) => h.Tenants.AddNamespaceAsync(t, "mallory", Cancellation).AsTask(),
        ["remove namespace"] = (h, t) => h.Tenants.RemoveNamespaceAsync(t, "web", Cancellation).AsTask(),
        ["suspend"] = (h, t) => h.Tenants.SuspendTenantAsync(t, Mallory, Cancellation).AsTask(),
        ["resume"] = (h, t) => h.Tenants.ResumeTenantAsync(t, Cancellation).AsTask(),
        ["delete"] = (h, t) => h.Tenants.DeleteTenantAsync(t, cancellationToken: Cancellation).AsTask(),
        ["finish deletion"] = (h, t) => h.Tenants.FinishDeletionAsync(t, Mallory, Cancellation).AsTask(),
        ["bind"] = (h, t) => h.Access.BindRoleAsync(Binding(t), Cancellation).AsTask(),
        ["bind in a namespace"] = (h, t) => h.Access.BindRoleAsync(
            new RoleBinding(RoleSubject.User(Mallory), BuiltInRoles.TenantAdmin.Id, PermissionScope.Namespace(t, "web")), Cancellation).AsTask(),
        ["unbind"] = (h, t) => h.Access.UnbindRoleAsync(
            new RoleBinding(RoleSubject.User("new-user"), BuiltInRoles.TenantViewer.Id, PermissionScope.Tenant(t)), Cancellation).AsTask(),
    };

    private static readonly string[] Callers = ["verified", "system", "named"];

    public static readonly MatrixTheoryData<string, string> Rounds = new(Calls.Keys, Callers);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Rounds))]
    public async Task Nothing_of_the_new_tenant_is_touched(string call, string caller)
    {
        int steps = await RunAsync(call, caller, remakeBefore: int.MaxValue);
        steps.Should().BePositive("there are looks and acts to come between");
        for (int step = 1; step <= steps; step++)
        {
            await RunAsync(call, caller, step);
        }
    }

    [Theory]
    [InlineData("read")]
    [InlineData("events")]
    [InlineData("bindings")]
    [InlineData("permission")]
    [InlineData("access")]
    [InlineData("door")]
    public async Task Nothing_of_the_new_tenant_is_shown(string question)
    {
        await using TenancyHost inner = new();
        Tenant former = await inner.CreateAsync("acme", Mallory, "web");
        TenantContext context = await inner.Tenants.GetTenantContextAsync(Mallory, former, Cancellation);
        Tenant again = await MakeAgainAsync(inner);
        using TenantScope scope = context.Enter();

        object? shown = null;
        _ = await Record.ExceptionAsync(async () => shown = question switch
        {
            "read" => await inner.Tenants.FindTenantAsync(Some.TenantId, Cancellation),
            "events" => (await inner.Tenants.ReadEventsAsync(new EventQuery(), Cancellation)).Events.FirstOrDefault(e => e.TenantUid == again.Uid),
            "bindings" => (await inner.Access.ListBindingsAsync(null, Cancellation)).FirstOrDefault(b => b.Scope.TenantUid == again.Uid),
            "permission" => await inner.Access.CheckPermissionAsync("new-owner", new Permission("pods", "read"), PermissionScope.Tenant(Some.TenantId), Cancellation) ? "yes" : null,
            "access" => await inner.Access.CheckTenantAccessAsync("new-owner", Some.TenantId, Cancellation) ? "yes" : null,
            _ => await inner.Tenants.GetTenantContextAsync("new-owner", Some.TenantId, Cancellation),
        });

        shown.Should().BeNull();
    }

    private static RoleBinding Binding(TenantReference tenant) => new(RoleSubject.User(Mallory), BuiltInRoles.TenantAdmin.Id, PermissionScope.Tenant(tenant));

    /// <summary>Runs the call, and makes the tenant again before its nth step; returns how many steps it took.</summary>
    private static async Task<int> RunAsync(string call, string caller, int remakeBefore)
    {
        await using TenancyHost inner = new();
        Tenant former = await inner.CreateAsync("acme", Mallory, "web");
        await inner.BindAsync(Mallory, BuiltInRoles.PlatformAdmin, PermissionScope.Global);
        await inner.BindAsync("new-user", BuiltInRoles.TenantViewer);
        if (call == "resume")
        {
            former = await inner.Tenants.SuspendTenantAsync(former, "unpaid", Cancellation);
        }

        if (call == "finish deletion")
        {
            Tenant last = former with { Status = TenantStatus.Terminating, Version = former.Version + 1 };
            await inner.Store.UpdateAsync(last, former.Version, onlyIfIdle: false, new TenantUpdated { OccurredAt = Some.Time, TenantId = last.Id, Before = former, After = last }, Cancellation);
        }

        Tenant? again = null;
        int steps = 0;
        object? Step(MethodInfo method, object?[] arguments, Func<object?> act)
        {
            if (++steps == remakeBefore)
            {
                using (ExecutionContext.SuppressFlow())
                {
                    again = Task.Run(() => MakeAgainAsync(inner), Cancellation).GetAwaiter().GetResult();
                }
            }

            return act();
        }

        TenantContext? context = caller switch
        {
            "verified" => new TenantContext(former, Mallory),
            "system" => TenantContext.System("gateway", "test", former),
            _ => null,
        };
        await using TenancyHost outer = Hosts.Behind(inner, store: Step, rbac: Step);
        Exception? error;
        using (context?.Enter())
        {
            error = await Record.ExceptionAsync(() => Calls[call](outer, caller == "named" ? former : former.Id));
        }

        if (again is not null)
        {
            error.Should().Match<Exception?>(e => e == null || e is TenancyException, "at step {0}", remakeBefore);
            (await inner.GetAsync()).Should().Be(again, "at step {0} of {1} by {2}", remakeBefore, call, caller);
            (await inner.Access.ListBindingsAsync(new RoleBindingQuery { Tenant = again }, Cancellation)).Should().ContainSingle("at step {0}", remakeBefore)
                .Which.Subject.Id.Should().Be("new-user");
            (await inner.Rbac.GetScopesAsync(Mallory, Cancellation)).Scopes.Should().NotContain(s => s.TenantUid == again.Uid);
        }

        return steps;
    }

    private static async Task<Tenant> MakeAgainAsync(TenancyHost host)
    {
        if (await host.Store.FindAsync(Some.TenantId, Cancellation) is { } former)
        {
            await host.Tenants.DeleteTenantAsync(former, cancellationToken: Cancellation);
        }

        Tenant again = await host.CreateAsync("acme", "new-owner", "web");
        await host.BindAsync("new-user", BuiltInRoles.TenantViewer, PermissionScope.Tenant(again));
        return again;
    }
}
