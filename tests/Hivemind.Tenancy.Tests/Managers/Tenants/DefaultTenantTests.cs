using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.Tests;

public sealed class DefaultTenantTests : IAsyncDisposable
{
    private readonly ScriptedProvisioner _provisioner = new();
    private readonly TenancyHost _host;

    public DefaultTenantTests() => _host = NewHost();

    public static TheoryData<string> Calls => [.. ManagerCalls.All.Keys];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task It_is_there_from_the_first_call_of_any_manager_on(string call)
    {
        await Record.ExceptionAsync(() => ManagerCalls.All[call](_host, Cancellation));

        (await _host.Store.FindAsync(Some.OtherTenantId, Cancellation))!.Status.Should().Be(TenantStatus.Active);
        _provisioner.Journal.Should().Contain("P provision globex Pending");
    }

    [Fact]
    public async Task It_is_made_once_under_64_first_calls_at_once()
    {
        TaskCompletionSource slow = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _provisioner.Script = (_, _, _) => slow.Task;
        ITenantManager tenants = _host.Tenants;
        Task<Tenant>[] calls = [.. Enumerable.Range(0, 64).Select(_ => Task.Run(() => tenants.GetTenantAsync(Some.OtherTenantId, Cancellation).AsTask(), Cancellation))];
        calls.Should().NotContain(call => call.IsCompleted, "none is answered before it is there");
        slow.SetResult();

        Tenant[] answers = await Task.WhenAll(calls);

        answers.Should().OnlyContain(tenant => tenant.Status == TenantStatus.Active);
        _provisioner.Journal.Should().ContainSingle();
        (await _host.LogAsync()).Should().HaveCount(2);
    }

    [Fact]
    public async Task It_is_made_again_on_the_next_call_when_that_failed()
    {
        _provisioner.FailAt(ScriptedProvisioner.Provision, new InvalidOperationException("no disk"), times: 2);

        await Lifecycles.ShouldFailToProvision(() => _host.GetAsync("globex"));
        await Lifecycles.ShouldFailToProvision(() => _host.Access.CheckTenantAccessAsync(Some.Owner, Some.OtherTenantId, Cancellation).AsTask());
        Tenant tenant = await _host.GetAsync("globex");

        tenant.Should().BeEquivalentTo(new { Status = TenantStatus.Active, StatusReason = (string?)null });
        await _host.CreateAsync();
        _provisioner.Journal.Should().HaveCount(4, "three for the default tenant, none after it is there");
    }

    [Fact]
    public async Task A_caller_that_gives_up_does_not_spoil_it_for_the_next()
    {
        using CancellationTokenSource source = new();
        _provisioner.Script = async (_, _, token) =>
        {
            await source.CancelAsync();
            token.ThrowIfCancellationRequested();
        };
        Func<Task> first = async () => await _host.Tenants.GetTenantAsync(Some.OtherTenantId, source.Token);
        await first.Should().ThrowAsync<OperationCanceledException>();
        _provisioner.Script = (_, _, _) => Task.CompletedTask;

        (await _host.GetAsync("globex")).Status.Should().Be(TenantStatus.Active);
    }

    [Fact]
    public async Task Its_provisioner_may_call_the_managers()
    {
        Tenant? seen = null;
        _provisioner.Script = async (_, tenant, cancellation) =>
        {
            seen = await Task.Run(() => _host.Tenants.GetTenantAsync(tenant.Id, cancellation).AsTask(), cancellation);
            await _host.Tenants.UpdateTenantAsync(tenant.Id, t => t with { Description = "by its provisioner" }, cancellationToken: cancellation);
            await _host.Quotas.GetUsageAsync(tenant.Id, cancellation);
            await _host.BindAsync(Some.User, BuiltInRoles.TenantViewer, PermissionScope.Tenant(tenant.Id));
        };

        Tenant tenant = await _host.GetAsync("globex");

        seen!.Status.Should().Be(TenantStatus.Pending);
        tenant.Should().BeEquivalentTo(new { Status = TenantStatus.Active, Description = "by its provisioner" });
    }

    [Fact]
    public async Task Its_provisioner_waits_for_the_default_tenant_of_another_host()
    {
        await using TenancyHost other = new(options => options.DefaultTenant = Some.Spec());
        Tenant? seen = null;
        _provisioner.Script = async (_, _, _) =>
        {
            using TenantScope scope = TenantContext.System("test", "looks at another host").Enter();
            seen = await other.GetAsync();
        };

        await _host.GetAsync("globex");

        seen!.Status.Should().Be(TenantStatus.Active);
    }

    [Fact]
    public async Task What_a_failed_attempt_started_waits_for_it_as_everybody_does()
    {
        TaskCompletionSource failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<Tenant>? started = null;
        _provisioner.Script = (_, _, _) =>
        {
            if (started is not null)
            {
                return Task.CompletedTask;
            }

            started = Task.Run(
                async () =>
                {
                    await failed.Task;
                    return await _host.GetAsync("globex");
                },
                Cancellation);
            throw new InvalidOperationException("no disk");
        };
        await Lifecycles.ShouldFailToProvision(() => _host.GetAsync("globex"));

        failed.SetResult();

        (await started!).Status.Should().Be(TenantStatus.Active);
    }

    [Fact]
    public async Task It_cannot_be_deleted_by_anyone()
    {
        await _host.BindAsync("root", BuiltInRoles.PlatformAdmin, PermissionScope.Global);
        Func<Task> delete = async () => await _host.Tenants.DeleteTenantAsync(Some.OtherTenantId, cancellationToken: Cancellation);

        await delete.Should().ThrowAsync<TenantProtectedException>().WithMessage("*globex*protected*");
        using (TenantContext.System("ops", "cleaning up").Enter())
        {
            await delete.Should().ThrowAsync<TenantProtectedException>();
        }

        using (new TenantContext(Some.OtherTenantId, "root").Enter())
        {
            await delete.Should().ThrowAsync<TenantProtectedException>();
        }

        (await _host.GetAsync("globex")).Status.Should().Be(TenantStatus.Active);
    }

    [Fact]
    public async Task It_cannot_be_deleted_on_a_host_that_does_not_configure_it_until_its_protection_is_taken_away()
    {
        await _host.GetAsync("globex");
        await using TenancyHost ignorant = new(sharing: _host);
        Func<Task> delete = async () => await ignorant.Tenants.DeleteTenantAsync(Some.OtherTenantId, cancellationToken: Cancellation);

        await delete.Should().ThrowAsync<TenantProtectedException>();
        await ignorant.Tenants.UpdateTenantAsync(Some.OtherTenantId, t => t with { IsDeletionProtected = false }, cancellationToken: Cancellation);
        await delete.Should().NotThrowAsync();
    }

    [Fact]
    public async Task One_that_is_taken_away_is_not_made_again_before_the_next_start()
    {
        await _host.GetAsync("globex");
        await _host.Tenants.UpdateTenantAsync(Some.OtherTenantId, t => t with { IsDeletionProtected = false }, cancellationToken: Cancellation);
        await _host.Tenants.DeleteTenantAsync(Some.OtherTenantId, cancellationToken: Cancellation);

        (await _host.Tenants.FindTenantAsync(Some.OtherTenantId, Cancellation)).Should().BeNull();
        await using TenancyHost restarted = new(Configure, sharing: _host);
        (await restarted.GetAsync("globex")).Status.Should().Be(TenantStatus.Active);
    }

    [Fact]
    public async Task One_whose_deletion_begins_while_it_is_being_protected_is_left_to_it()
    {
        ScriptedProvisioner provisioner = new();
        await using TenancyHost other = Hosts.With(provisioner);
        await other.CreateAsync("globex");
        bool isFirst = true;
        await using TenancyHost starting = Hosts.Behind(
            other,
            (method, _, call) =>
            {
                if (method.Name == nameof(ITenantStore.UpdateAsync) && isFirst)
                {
                    isFirst = false;
                    provisioner.FailAt(ScriptedProvisioner.Deprovision, new InvalidOperationException("later"));
                    Record.ExceptionAsync(() => other.Tenants.DeleteTenantAsync(Some.OtherTenantId, cancellationToken: Cancellation).AsTask()).AsTask().Wait(Cancellation);
                }

                return call();
            },
            options: Configure);

        (await starting.GetAsync("globex")).Should().BeEquivalentTo(new { Status = TenantStatus.Terminating, IsDeletionProtected = false });
        isFirst.Should().BeFalse();
    }

    [Fact]
    public async Task One_that_was_there_before_is_protected_from_now_on()
    {
        await using TenancyHost ignorant = new(sharing: _host);
        await ignorant.CreateAsync("globex");

        Tenant found = await _host.GetAsync("globex");

        found.IsDeletionProtected.Should().BeTrue();
        (await _host.GetAsync("globex")).Version.Should().Be(found.Version, "it is written once");
    }

    [Fact]
    public async Task It_can_be_suspended_resumed_and_changed_and_is_then_left_alone()
    {
        await _host.Tenants.UpdateTenantAsync(Some.OtherTenantId, t => t with { OwnerId = "new" }, cancellationToken: Cancellation);
        await _host.Tenants.SuspendTenantAsync(Some.OtherTenantId, "maintenance", Cancellation);
        await using TenancyHost restarted = new(Configure, sharing: _host);

        Tenant found = await restarted.GetAsync("globex");

        found.Should().BeEquivalentTo(new { Status = TenantStatus.Suspended, OwnerId = "new" });
    }

    [Fact]
    public async Task A_host_that_finds_it_pending_finishes_it()
    {
        _provisioner.FailAt(ScriptedProvisioner.Provision, new InvalidOperationException("crash"));
        await Lifecycles.ShouldFailToProvision(() => _host.GetAsync("globex"));
        await using TenancyHost restarted = new(Configure, sharing: _host);

        (await restarted.GetAsync("globex")).Status.Should().Be(TenantStatus.Active);
    }

    [Fact]
    public async Task Two_hosts_that_start_at_once_make_one()
    {
        for (int i = 0; i < 50; i++)
        {
            await using TenancyHost plain = new();
            await using TenancyHost a = new(Configure, sharing: plain);
            await using TenancyHost b = new(Configure, sharing: plain);
            using Barrier barrier = new(2);

            Tenant[] found = await Task.WhenAll(new[] { a, b }.Select(host => Task.Run(
                () =>
                {
                    ITenantManager tenants = host.Tenants;
                    barrier.SignalAndWait(Cancellation);
                    return tenants.GetTenantAsync(Some.OtherTenantId, Cancellation).AsTask();
                },
                Cancellation)));

            found.Should().OnlyContain(tenant => tenant.Status == TenantStatus.Active);
            (await plain.LogAsync()).OfType<TenantCreated>().Should().ContainSingle();
        }
    }

    [Fact]
    public async Task It_is_made_by_the_host_and_not_by_the_first_caller()
    {
        using (new TenantContext(Some.TenantId, Some.User).Enter())
        {
            (await _host.Tenants.FindTenantAsync(Some.OtherTenantId, Cancellation)).Should().BeNull();
        }

        (await _host.LogAsync()).Should().HaveCount(2).And.OnlyContain(e => e.Actor == "hivemind-tenancy" && e.TenantId == Some.OtherTenantId);
    }

    [Fact]
    public async Task It_is_made_though_a_context_is_required()
    {
        await using TenancyHost host = NewHost(options => options.AllowNoContext = false);
        Func<Task> call = () => host.GetAsync("globex");

        await call.Should().ThrowAsync<TenantContextMissingException>();

        (await host.Store.FindAsync(Some.OtherTenantId, Cancellation))!.Status.Should().Be(TenantStatus.Active);
    }

    [Fact]
    public async Task None_is_made_unless_the_host_configures_one()
    {
        await using TenancyHost host = new();

        (await host.Tenants.ListTenantsAsync(cancellationToken: Cancellation)).Should().BeEmpty();
    }

    private static void Configure(HivemindTenancyOptions options) => options.DefaultTenant = Some.Spec("globex");

    private TenancyHost NewHost(Action<HivemindTenancyOptions>? more = null) => new(
        options =>
        {
            Configure(options);
            more?.Invoke(options);
        },
        services => services.AddSingleton<ITenantProvisioner>(_provisioner));
}
