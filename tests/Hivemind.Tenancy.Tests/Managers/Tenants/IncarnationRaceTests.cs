namespace Hivemind.Tenancy.Tests;

/// <summary>A call still works for a former incarnation while the tenant is deleted and made again.</summary>
public sealed class IncarnationRaceTests : IAsyncDisposable
{
    private readonly ScriptedProvisioner _provisioner = new();
    private readonly ScriptedProvisioner _fast = new();
    private readonly TenancyHost _slow;
    private readonly TenancyHost _host;

    public IncarnationRaceTests()
    {
        _slow = Hosts.With(_provisioner);
        _host = new TenancyHost(services: services => services.AddAll<ITenantProvisioner>([_fast]), sharing: _slow);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _slow.DisposeAsync();
    }

    [Fact]
    public async Task Slow_creation_does_not_take_over_a_tenant_made_again_in_between()
    {
        Tenant? again = null;
        TaskCompletionSource slow = new();
        _provisioner.Script = (_, _, _) => slow.Task;
        Task<Tenant> creating = _slow.CreateAsync("acme", "mallory");
        await _host.Tenants.DeleteTenantAsync(Some.TenantId, cancellationToken: Cancellation);
        _fast.Script = async (_, _, _) =>
        {
            // Now both are Pending at their first version.
            slow.SetResult();
            await creating;
        };

        Exception? error = await Record.ExceptionAsync(async () => again = await _host.CreateAsync("acme", "new-owner"));

        error.Should().BeOfType<TenantProvisioningException>("the slow creation failed").Which.InnerException.Should().BeOfType<TenantNotFoundException>();
        (await _host.GetAsync()).Should().BeEquivalentTo(new { OwnerId = "new-owner", Status = TenantStatus.Pending });
        (await _host.Access.CheckTenantAccessAsync("mallory", Some.TenantId, Cancellation)).Should().BeFalse();
    }

    [Fact]
    public async Task Failure_of_a_slow_creation_is_not_recorded_at_a_tenant_made_again_in_between()
    {
        Tenant? again = null;
        _provisioner.Script = async (_, _, _) =>
        {
            using TenantScope other = TenantContext.System("another host", "races").Enter();
            await _host.Tenants.DeleteTenantAsync(Some.TenantId, cancellationToken: Cancellation);
            again = await MakeAgainAndLeavePendingAsync();
            throw new InvalidOperationException("about the former");
        };

        await Lifecycles.ShouldFailToProvision(() => _slow.CreateAsync("acme", "mallory"));

        (await _host.GetAsync()).Should().Be(again);
    }

    [Fact]
    public async Task Change_read_from_a_former_incarnation_is_applied_to_the_one_there_is()
    {
        await _slow.CreateAsync("acme", "mallory", "web");
        bool first = true;

        await _host.Tenants.UpdateTenantAsync(
            Some.TenantId,
            t =>
            {
                if (first)
                {
                    first = false;
                    DeleteAndMakeAgainAsync().Wait(Cancellation);
                }

                return t with { Description = "new" };
            },
            cancellationToken: Cancellation);

        Tenant tenant = await _host.GetAsync();
        tenant.Should().BeEquivalentTo(new { OwnerId = "new-owner", Description = "new" });
        tenant.Namespaces.Should().BeEmpty("those of the former one are free");
        (await _host.Tenants.FindTenantByNamespaceAsync("web", Cancellation)).Should().BeNull();
    }

    [Fact]
    public async Task Change_in_a_context_verified_for_a_former_incarnation_is_not_applied_to_the_one_made_again()
    {
        await _slow.CreateAsync("acme", "mallory");
        await _host.BindAsync("root", BuiltInRoles.PlatformAdmin, PermissionScope.Global);
        TenantContext former = await _host.Tenants.GetTenantContextAsync("root", Some.TenantId, Cancellation);
        List<string> seen = [];
        Exception? error;

        using (former.Enter())
        {
            error = await Record.ExceptionAsync(() => _host.Tenants.UpdateTenantAsync(
                Some.TenantId,
                t =>
                {
                    seen.Add(t.OwnerId);
                    if (seen.Count == 1)
                    {
                        AsTheHost(DeleteAndMakeAgainAsync);
                    }

                    return t with { ResourceQuotas = new ResourceQuotas { Containers = 7 } };
                },
                cancellationToken: Cancellation).AsTask());
        }

        error.Should().BeOfType<TenantNotFoundException>();
        seen.Should().Equal("mallory");
        (await _host.GetAsync()).ResourceQuotas.Should().Be(ResourceQuotas.Unlimited);
    }

    [Theory]
    [InlineData("delete", nameof(ITenantStore.UpdateAsync))]
    [InlineData("suspend", nameof(ITenantStore.UpdateAsync))]
    [InlineData("delete", nameof(ITenantStore.FindAsync))]
    [InlineData("suspend", nameof(ITenantStore.FindAsync))]
    [InlineData("resume", nameof(ITenantStore.FindAsync))]
    public async Task Status_change_that_is_late_leaves_the_one_made_again_alone(string operation, string step)
    {
        await _host.CreateAsync("acme", "mallory");
        await _host.BindAsync("root", BuiltInRoles.PlatformAdmin, PermissionScope.Global);
        TenantContext former = await _host.Tenants.GetTenantContextAsync("root", Some.TenantId, Cancellation);
        bool late = true;
        await using TenancyHost slow = Hosts.Behind(_host, store: (method, _, call) =>
        {
            if (method.Name == step && late)
            {
                late = false;
                AsTheHost(DeleteAndMakeAgainAsync);
            }

            return call();
        });
        Exception? error;

        using (former.Enter())
        {
            error = await Record.ExceptionAsync(() => operation switch
            {
                "delete" => slow.Tenants.DeleteTenantAsync(Some.TenantId, cancellationToken: Cancellation).AsTask(),
                "suspend" => slow.Tenants.SuspendTenantAsync(Some.TenantId, "unpaid", Cancellation).AsTask(),
                _ => slow.Tenants.ResumeTenantAsync(Some.TenantId, Cancellation).AsTask(),
            });
        }

        late.Should().BeFalse();
        error.Should().BeOfType<TenantNotFoundException>();
        (await _host.GetAsync()).Should().BeEquivalentTo(new { OwnerId = "new-owner", Status = TenantStatus.Active, Version = 2 });
    }

    [Fact]
    public async Task Deletion_of_a_former_incarnation_leaves_the_one_made_again_alone()
    {
        await _slow.CreateAsync("acme", "mallory");
        _provisioner.Script = (_, _, _) => DeleteAndMakeAgainAsync();

        await _slow.Tenants.DeleteTenantAsync(Some.TenantId, cancellationToken: Cancellation);

        (await _host.GetAsync()).Should().BeEquivalentTo(new { OwnerId = "new-owner", Status = TenantStatus.Active });
    }

    [Theory]
    [InlineData(nameof(IRbacAdministrator.RemoveWithinAsync))]
    [InlineData(nameof(ITenantStore.RemoveAsync))]
    public async Task Deletion_that_is_late_takes_nothing_from_the_one_made_again(string step)
    {
        await _host.CreateAsync("acme", "mallory");
        bool late = true;
        object? Overtake(System.Reflection.MethodInfo method, object?[] arguments, Func<object?> call)
        {
            if (late && method.Name == step)
            {
                late = false;
                MakeAgainWithABindingAsync().Wait(Cancellation);
            }

            return call();
        }

        await using TenancyHost slow = Hosts.Behind(_host, store: Overtake, rbac: Overtake);

        await slow.Tenants.DeleteTenantAsync(Some.TenantId, cancellationToken: Cancellation);

        (await _host.GetAsync()).Should().BeEquivalentTo(new { OwnerId = "new-owner", Version = 3 });
        (await _host.Access.CheckTenantAccessAsync(Some.User, Some.TenantId, Cancellation)).Should().BeTrue("it was granted in the one made again");

        async Task MakeAgainWithABindingAsync()
        {
            await DeleteAndMakeAgainAsync();
            await _host.BindAsync(Some.User, BuiltInRoles.TenantViewer);
            await _host.Tenants.UpdateTenantAsync(Some.TenantId, t => t with { Description = "at the version of the former" }, null, Cancellation);
        }
    }

    [Fact]
    public async Task Resumption_of_a_former_incarnation_leaves_the_one_made_again_alone()
    {
        await _slow.CreateAsync("acme", "mallory");
        await _slow.Tenants.SuspendTenantAsync(Some.TenantId, "unpaid", Cancellation);
        _provisioner.Script = async (_, _, _) =>
        {
            using TenantScope other = TenantContext.System("another host", "races").Enter();
            await DeleteAndMakeAgainAsync();
            await _host.Tenants.SuspendTenantAsync(Some.TenantId, "unpaid", Cancellation);
        };

        Exception? error = await Record.ExceptionAsync(() => _slow.Tenants.ResumeTenantAsync(Some.TenantId, Cancellation).AsTask());

        error.Should().BeAssignableTo<TenancyException>();
        (await _host.GetAsync()).Should().BeEquivalentTo(new { OwnerId = "new-owner", Status = TenantStatus.Suspended });
    }

    [Fact]
    public async Task Binding_that_races_with_a_deletion_is_never_left()
    {
        await using TenancyHost host = new();
        RoleBinding binding = new(RoleSubject.User("racer"), BuiltInRoles.TenantAdmin.Id, PermissionScope.Tenant(Some.TenantId));
        int bound = 0;
        for (int i = 0; i < 300; i++)
        {
            await host.CreateAsync();
            using Barrier barrier = new(2);
            Task binder = Task.Run(
                async () =>
                {
                    barrier.SignalAndWait(Cancellation);
                    for (int j = 0; j < 10 && await Record.ExceptionAsync(() => host.Access.BindRoleAsync(binding, Cancellation).AsTask()) is null; j++)
                    {
                        Interlocked.Increment(ref bound);
                        await host.Access.UnbindRoleAsync(binding with { }, Cancellation);
                        await Record.ExceptionAsync(() => host.Access.BindRoleAsync(binding, Cancellation).AsTask());
                    }
                },
                Cancellation);
            barrier.SignalAndWait(Cancellation);
            await host.Tenants.DeleteTenantAsync(Some.TenantId, cancellationToken: Cancellation);
            await binder;

            (await host.Access.ListBindingsAsync(null, Cancellation)).Should().BeEmpty();
            (await host.Rbac.GetScopesAsync("racer", Cancellation)).Scopes.Should().BeEmpty();
        }

        bound.Should().BeGreaterThan(0, "some bindings were made before the deletion");
    }

    /// <summary>Waits for what another flow does, without the caller's context.</summary>
    private static void AsTheHost(Func<Task> action)
    {
        using (ExecutionContext.SuppressFlow())
        {
            Task.Run(action, Cancellation).Wait(Cancellation);
        }
    }

    private async Task DeleteAndMakeAgainAsync()
    {
        await _host.Tenants.DeleteTenantAsync(Some.TenantId, cancellationToken: Cancellation);
        await _host.CreateAsync("acme", "new-owner");
    }

    /// <summary>As the host that deleted the former one, so that the two differ in when they were made.</summary>
    private async Task<Tenant> MakeAgainAndLeavePendingAsync()
    {
        _fast.FailAt(ScriptedProvisioner.Provision, new InvalidOperationException("later"));
        await Lifecycles.ShouldFailToProvision(() => _host.CreateAsync("acme", "new-owner"));
        return await _host.GetAsync();
    }
}
