namespace Hivemind.Tenancy.Tests;

/// <summary>Hosts that start with tenants of their own, at once, on one store.</summary>
public sealed class EnsureTenantTests : IAsyncDisposable
{
    private readonly ScriptedProvisioner _provisionerA = new("A");
    private readonly ScriptedProvisioner _provisionerB = new("B");
    private readonly TenancyHost _a;
    private readonly TenancyHost _b;

    public EnsureTenantTests()
    {
        _a = Hosts.With(_provisionerA);
        _b = new TenancyHost(services: services => services.AddAll<ITenantProvisioner>([_provisionerB]), sharing: _a);
    }

    private static TenantSpec Other => Some.Spec() with
    {
        Name = "Another name",
        OwnerId = "another",
        Namespaces = ["another"],
        ResourceQuotas = new ResourceQuotas { Containers = 9 },
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _b.DisposeAsync();
        await _a.DisposeAsync();
    }

    [Fact]
    public async Task Tenant_that_is_not_there_is_created()
    {
        Tenant tenant = await EnsureAsync(_a, Some.Spec());

        tenant.Should().Be(await _a.GetAsync()).And.BeEquivalentTo(new { Status = TenantStatus.Active, Name = "Tenant acme" });
        _provisionerA.Journal.Should().Equal("A provision acme Pending");
    }

    [Theory]
    [InlineData(TenantStatus.Active)]
    [InlineData(TenantStatus.Suspended)]
    public async Task Tenant_that_is_there_is_returned_as_it_is_whatever_the_spec_says(TenantStatus status)
    {
        await Lifecycles.BringToAsync(_a, _provisionerA, status);
        Tenant before = await _a.GetAsync();

        (await EnsureAsync(_b, Other)).Should().Be(before);

        (await _a.GetAsync()).Should().Be(before);
        _provisionerB.Journal.Should().BeEmpty();
    }

    [Fact]
    public async Task Pending_tenant_goes_on_with_what_was_stored_first()
    {
        await Lifecycles.BringToAsync(_a, _provisionerA, TenantStatus.Pending);
        Tenant before = await _a.GetAsync();

        Tenant tenant = await EnsureAsync(_b, Other);

        tenant.Should().Be(before with
        {
            Status = TenantStatus.Active,
            StatusReason = null,
            Version = before.Version + 1,
            StatusVersion = before.Version + 1,
        });
        _provisionerB.Journal.Should().Equal("B provision acme Pending");
    }

    [Fact]
    public async Task Terminating_tenant_is_refused_and_a_new_one_is_made_when_it_is_gone()
    {
        await Lifecycles.BringToAsync(_a, _provisionerA, TenantStatus.Terminating);
        Tenant before = await _a.GetAsync();

        (await _b.Awaiting(b => EnsureAsync(b, Some.Spec())).Should().ThrowAsync<TenantNotActiveException>()).Which.Status.Should().Be(TenantStatus.Terminating);

        (await _a.GetAsync()).Should().Be(before);
        await _a.Tenants.DeleteTenantAsync(Some.TenantId, cancellationToken: Cancellation);
        (await EnsureAsync(_b, Some.Spec())).Status.Should().Be(TenantStatus.Active);
    }

    [Fact]
    public async Task Name_or_namespace_of_another_tenant_is_a_conflict()
    {
        await _a.CreateAsync("globex", namespaces: "web");

        (await Conflict(Some.Spec() with { Name = "TENANT globex" })).Kind.Should().Be(TenantConflictKind.Name);
        (await Conflict(Some.Spec() with { Namespaces = ["web"] })).Kind.Should().Be(TenantConflictKind.Namespace);

        async Task<TenantConflictException> Conflict(TenantSpec spec) =>
            (await _a.Awaiting(a => EnsureAsync(a, spec)).Should().ThrowAsync<TenantConflictException>()).Which;
    }

    [Fact]
    public async Task Two_hosts_with_16_tasks_make_one()
    {
        for (int round = 0; round < 20; round++)
        {
            TenantSpec spec = Some.Spec(Some.NewTenantId().Value);

            Tenant[] tenants = await AtOnceAsync(spec, attempts: 1);

            tenants.Should().OnlyContain(t => t == tenants[0] && t.Status == TenantStatus.Active);
            (await _a.LogAsync()).Where(e => e.TenantId == spec.Id).Select(e => e.GetType().Name).Should().Equal(nameof(TenantCreated), nameof(TenantStatusChanged));
        }
    }

    [Fact]
    public async Task Provisioner_that_fails_first_keeps_no_host_from_it()
    {
        for (int round = 0; round < 20; round++)
        {
            int failures = 3;
            _provisionerA.Script = (_, _, _) =>
                Interlocked.Decrement(ref failures) >= 0 ? throw new InvalidOperationException("no disk") : Task.CompletedTask;
            TenantSpec spec = Some.Spec(Some.NewTenantId().Value);

            Tenant[] tenants = await AtOnceAsync(spec, attempts: 4);

            tenants.Should().OnlyContain(t => t == tenants[0] && t.Status == TenantStatus.Active && t.StatusReason == null);
            (await _a.LogAsync()).OfType<TenantCreated>().Should().ContainSingle(e => e.TenantId == spec.Id);
        }
    }

    [Fact]
    public async Task Tenant_that_another_host_makes_between_look_and_write_is_found()
    {
        await using TenancyHost late = Hosts.Behind(_a, store: (verb, _, call) =>
        {
            if (verb.Name == nameof(ITenantStore.AddAsync))
            {
                _b.CreateAsync().Wait(Cancellation);
            }

            return call();
        });

        (await EnsureAsync(late, Other)).Should().Be(await _a.GetAsync()).And.BeEquivalentTo(new { Name = "Tenant acme", Status = TenantStatus.Active });
    }

    [Fact]
    public async Task Tenant_that_is_suspended_while_the_provisioners_run_is_returned_suspended()
    {
        _provisionerA.Script = async (step, _, _) =>
        {
            if (step == ScriptedProvisioner.Provision)
            {
                await _b.CreateAsync();
                await _b.Tenants.SuspendTenantAsync(Some.TenantId, "unpaid", Cancellation);
            }
        };

        (await EnsureAsync(_a, Some.Spec())).Should().BeEquivalentTo(new { Status = TenantStatus.Suspended, StatusReason = "unpaid" });

        _provisionerA.Journal.Should().Equal("A provision acme Pending", "A suspend acme Suspended");
    }

    [Fact]
    public async Task Tenant_that_is_deleted_while_the_provisioners_run_is_made_again()
    {
        bool isFirst = true;
        _provisionerA.Script = async (step, _, _) =>
        {
            if (step == ScriptedProvisioner.Provision && isFirst)
            {
                isFirst = false;
                await _b.Tenants.DeleteTenantAsync(Some.TenantId, cancellationToken: Cancellation);
            }
        };

        (await EnsureAsync(_a, Some.Spec())).Should().Be(await _a.GetAsync()).And.BeEquivalentTo(new { Status = TenantStatus.Active });

        _provisionerA.Journal.Should().Equal("A provision acme Pending", "A deprovision acme Terminating", "A provision acme Pending");
    }

    [Fact]
    public async Task Tenant_whose_deletion_begins_while_the_provisioners_run_is_refused()
    {
        _provisionerB.FailAt(ScriptedProvisioner.Deprovision, new InvalidOperationException("in use"));
        _provisionerA.Script = async (step, _, _) =>
        {
            if (step == ScriptedProvisioner.Provision)
            {
                await Lifecycles.ShouldFailToProvision(() => _b.Tenants.DeleteTenantAsync(Some.TenantId, cancellationToken: Cancellation).AsTask());
            }
        };

        await _a.Awaiting(a => EnsureAsync(a, Some.Spec())).Should().ThrowAsync<TenantNotActiveException>();
    }

    [Theory]
    [InlineData(TenantStatus.Active)]
    [InlineData(TenantStatus.Pending)]
    [InlineData(TenantStatus.Terminating)]
    public async Task System_context_for_one_tenant_learns_only_that_the_id_of_another_is_taken(TenantStatus status)
    {
        Tenant globex = await _a.CreateAsync("globex");
        _a.Time.Advance(TimeSpan.FromSeconds(1));
        await Lifecycles.BringToAsync(_a, _provisionerA, status);
        using TenantScope scope = TenantContext.System("ops", "work on globex", globex).Enter();

        (await _b.Awaiting(b => EnsureAsync(b, Some.Spec())).Should().ThrowAsync<TenantConflictException>()).Which.Kind.Should().Be(TenantConflictKind.Id);
        (await EnsureAsync(_b, Some.Spec("globex"))).Should().Be(globex);
    }

    [Fact]
    public async Task Call_that_is_cancelled_leaves_what_the_next_call_finishes()
    {
        using CancellationTokenSource source = new();
        _provisionerA.Script = async (_, _, token) =>
        {
            await source.CancelAsync();
            token.ThrowIfCancellationRequested();
        };

        await _a.Awaiting(a => a.Tenants.EnsureTenantAsync(Some.Spec(), source.Token).AsTask()).Should().ThrowAsync<OperationCanceledException>();

        (await _a.GetAsync()).Status.Should().Be(TenantStatus.Pending);
        (await EnsureAsync(_b, Some.Spec())).Status.Should().Be(TenantStatus.Active);
    }

    [Fact]
    public async Task Host_whose_default_tenant_another_host_deletes_goes_on()
    {
        await Lifecycles.BringToAsync(_a, _provisionerA, TenantStatus.Terminating);
        await using TenancyHost host = new(options => options.DefaultTenant = Some.Spec(), sharing: _a);

        (await host.GetAsync()).Status.Should().Be(TenantStatus.Terminating, "a deletion that failed must be able to go on, and every call waits for the default tenant");
    }

    private static async Task<Tenant> EnsureAsync(TenancyHost host, TenantSpec spec) => await host.Tenants.EnsureTenantAsync(spec, Cancellation);

    /// <summary>Eight tasks on each host, each of which tries again when a provisioner fails.</summary>
    private async Task<Tenant[]> AtOnceAsync(TenantSpec spec, int attempts)
    {
        using Barrier barrier = new(16);
        return await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Factory.StartNew(
            async () =>
            {
                barrier.SignalAndWait(Cancellation);
                for (int attempt = 1; ; attempt++)
                {
                    try
                    {
                        return await EnsureAsync(i % 2 == 0 ? _a : _b, spec);
                    }
                    catch (TenantProvisioningException) when (attempt < attempts)
                    {
                        // As a host that is started again.
                    }
                }
            },
            Cancellation,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default).Unwrap()));
    }
}
