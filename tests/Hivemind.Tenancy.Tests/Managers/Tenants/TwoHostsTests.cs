namespace Hivemind.Tenancy.Tests;

/// <summary>Two hosts share one store: what they do at the same time has one result.</summary>
public sealed class TwoHostsTests : IAsyncDisposable
{
    private readonly ScriptedProvisioner _provisionerA = new("A");
    private readonly ScriptedProvisioner _provisionerB = new("B");
    private readonly TenancyHost _a;
    private readonly TenancyHost _b;

    public TwoHostsTests()
    {
        _a = Hosts.With(_provisionerA);
        _b = new TenancyHost(services: services => services.AddAll<ITenantProvisioner>([_provisionerB]), sharing: _a);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _b.DisposeAsync();
        await _a.DisposeAsync();
    }

    [Fact]
    public async Task Creation_that_another_host_finished_returns_the_same_tenant()
    {
        Tenant? created = null;
        _provisionerA.Script = async (_, _, _) => created = await _b.CreateAsync();

        Tenant result = await _a.CreateAsync();

        created!.Status.Should().Be(TenantStatus.Active);
        result.Should().Be(created);
        _provisionerB.Journal.Should().Equal("B provision acme Pending");
        (await _a.LogAsync()).Select(e => e.GetType().Name).Should().Equal(nameof(TenantCreated), nameof(TenantStatusChanged));
    }

    [Fact]
    public async Task Creation_goes_on_when_another_host_failed_in_between()
    {
        _provisionerB.FailAt(ScriptedProvisioner.Provision, new InvalidOperationException("on B"));
        _provisionerA.Script = async (_, _, _) => await Lifecycles.ShouldFailToProvision(() => _b.CreateAsync());

        Tenant result = await _a.CreateAsync();

        result.Should().BeEquivalentTo(new { Status = TenantStatus.Active, StatusReason = (string?)null });
    }

    [Fact]
    public async Task Creation_ends_when_another_host_deletes_in_between()
    {
        AtStepOfA(ScriptedProvisioner.Provision, () => _b.Tenants.DeleteTenantAsync(Some.TenantId, cancellationToken: Cancellation).AsTask());

        await ShouldThrow<TenantNotFoundException>(() => _a.CreateAsync());

        (await _a.Tenants.FindTenantAsync(Some.TenantId, Cancellation)).Should().BeNull();
        _provisionerA.Journal.Should().Equal("A provision acme Pending", "A deprovision acme Terminating");
    }

    [Fact]
    public async Task Creation_that_leaves_something_of_a_deleted_tenant_behind_says_so()
    {
        AtStepOfA(ScriptedProvisioner.Provision, async () =>
        {
            await _b.Tenants.DeleteTenantAsync(Some.TenantId, cancellationToken: Cancellation);
            _provisionerA.FailAt(ScriptedProvisioner.Deprovision, new InvalidOperationException("in use"));
        });

        TenantProvisioningException failure = await Lifecycles.ShouldFailToProvision(() => _a.CreateAsync());

        failure.Message.Should().ContainAll("deprovision", "in use");
    }

    [Fact]
    public async Task Creation_takes_back_what_it_made_though_another_tenant_has_the_id()
    {
        AtStepOfA(ScriptedProvisioner.Provision, async () =>
        {
            await _b.Tenants.DeleteTenantAsync(Some.TenantId, cancellationToken: Cancellation);
            await _b.CreateAsync();
        });

        await ShouldThrow<TenantNotFoundException>(() => _a.CreateAsync());

        _provisionerA.Journal.Should().Equal("A provision acme Pending", "A deprovision acme Terminating");
        _provisionerA.Tenants.Select(t => t.Uid).Distinct().Should().ContainSingle().Which.Should().NotBe((await _a.GetAsync()).Uid, "by uid, it takes nothing from the new one");
        (await _a.GetAsync()).Status.Should().Be(TenantStatus.Active);
    }

    [Fact]
    public async Task Creation_that_ends_after_a_suspension_leaves_the_tenant_suspended()
    {
        AtStepOfA(ScriptedProvisioner.Provision, async () =>
        {
            await _b.CreateAsync();
            await Suspend(_b, "unpaid");
        });

        await ShouldThrow<InvalidTenantTransitionException>(() => _a.CreateAsync());

        _provisionerA.Journal.Should().Equal("A provision acme Pending", "A suspend acme Suspended");
    }

    [Fact]
    public async Task Creation_that_fails_after_another_host_activated_leaves_the_tenant_Active()
    {
        _provisionerA.Script = async (_, _, _) =>
        {
            await _b.CreateAsync();
            throw new InvalidOperationException("too late");
        };

        await Lifecycles.ShouldFailToProvision(() => _a.CreateAsync());

        (await _a.GetAsync()).Should().BeEquivalentTo(new { Status = TenantStatus.Active, StatusReason = (string?)null });
    }

    [Fact]
    public async Task Suspension_that_another_host_repeats_runs_twice_and_keeps_the_last_reason()
    {
        await _a.CreateAsync();
        _provisionerA.Script = async (_, _, _) => await Suspend(_b, "second");

        await Suspend(_a, "first");

        (await _a.GetAsync()).Should().BeEquivalentTo(new { Status = TenantStatus.Suspended, StatusReason = "second" });
        _provisionerB.Journal.Should().Equal("B suspend acme Suspended");
    }

    [Fact]
    public async Task Suspension_says_that_another_host_resumed_in_between()
    {
        await _a.CreateAsync();
        _provisionerA.Script = async (_, _, _) => await _b.Tenants.ResumeTenantAsync(Some.TenantId, Cancellation);

        InvalidTenantTransitionException refusal =
            (await _a.Awaiting(_ => Suspend(_a, "unpaid")).Should().ThrowAsync<InvalidTenantTransitionException>()).Which;

        refusal.Should().BeEquivalentTo(new { From = TenantStatus.Active, To = TenantStatus.Suspended });
        (await _a.GetAsync()).Status.Should().Be(TenantStatus.Active);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Suspension_says_that_another_host_deleted_in_between(bool madeAgain)
    {
        await _a.CreateAsync();
        _provisionerA.Script = async (_, _, _) =>
        {
            await _b.Tenants.DeleteTenantAsync(Some.TenantId, cancellationToken: Cancellation);
            await (madeAgain ? _b.CreateAsync() : Task.CompletedTask);
        };

        await ShouldThrow<TenantNotFoundException>(() => Suspend(_a, "unpaid"));

        (await _a.Tenants.FindTenantAsync(Some.TenantId, Cancellation))?.Status.Should().Be(TenantStatus.Active);
    }

    [Fact]
    public async Task Resumption_that_another_host_finished_returns_the_same_tenant()
    {
        await _a.CreateAsync();
        await Suspend(_a, "unpaid");
        Tenant? resumed = null;
        _provisionerA.Script = async (_, _, _) => resumed = await _b.Tenants.ResumeTenantAsync(Some.TenantId, Cancellation);

        Tenant result = await _a.Tenants.ResumeTenantAsync(Some.TenantId, Cancellation);

        result.Should().Be(resumed).And.BeEquivalentTo(new { Status = TenantStatus.Active });
    }

    [Theory]
    [InlineData("abuse")]
    [InlineData("unpaid")]
    public async Task Resumption_gives_way_to_a_new_suspension(string reason)
    {
        await _a.CreateAsync();
        await Suspend(_a, "unpaid");
        _provisionerA.Script = async (step, _, _) =>
        {
            if (step == ScriptedProvisioner.Resume)
            {
                await Suspend(_b, reason);
            }
        };

        await ShouldThrow<TenantVersionConflictException>(() => _a.Tenants.ResumeTenantAsync(Some.TenantId, Cancellation).AsTask());

        (await _a.GetAsync()).Should().BeEquivalentTo(new { Status = TenantStatus.Suspended, StatusReason = reason });
        _provisionerB.Journal.Should().Equal("B suspend acme Suspended");
        _provisionerA.Journal.TakeLast(2).Should().Equal("A resume acme Suspended", "A suspend acme Suspended");
    }

    [Fact]
    public async Task Resumption_gives_way_to_a_new_suspension_for_the_same_reason_beside_a_change_of_settings()
    {
        await _a.CreateAsync();
        await Suspend(_a, "unpaid");
        _provisionerA.Script = async (step, _, _) =>
        {
            if (step == ScriptedProvisioner.Resume)
            {
                await Suspend(_b, "unpaid");
                await _b.Tenants.UpdateResourceQuotasAsync(Some.TenantId, new ResourceQuotas { CpuCores = 1 }, Cancellation);
            }
        };

        await ShouldThrow<TenantVersionConflictException>(() => _a.Tenants.ResumeTenantAsync(Some.TenantId, Cancellation).AsTask());

        (await _a.GetAsync()).Status.Should().Be(TenantStatus.Suspended);
    }

    [Fact]
    public async Task Resumption_is_not_disturbed_by_a_change_of_settings()
    {
        await _a.CreateAsync();
        await Suspend(_a, "unpaid");
        _provisionerA.Script = async (_, _, _) => await _b.Tenants.UpdateResourceQuotasAsync(Some.TenantId, new ResourceQuotas { CpuCores = 1 }, Cancellation);

        Tenant resumed = await _a.Tenants.ResumeTenantAsync(Some.TenantId, Cancellation);

        resumed.Status.Should().Be(TenantStatus.Active);
        resumed.ResourceQuotas.CpuCores.Should().Be(1);
    }

    [Fact]
    public async Task Resumption_is_not_disturbed_by_another_that_fails()
    {
        await _a.CreateAsync();
        await Suspend(_a, "unpaid");
        _provisionerB.FailAt(ScriptedProvisioner.Resume, new InvalidOperationException("on B"));
        _provisionerA.Script = async (_, _, _) => await Lifecycles.ShouldFailToProvision(() => _b.Tenants.ResumeTenantAsync(Some.TenantId, Cancellation).AsTask());

        Tenant resumed = await _a.Tenants.ResumeTenantAsync(Some.TenantId, Cancellation);

        resumed.Should().BeEquivalentTo(new { Status = TenantStatus.Active, StatusReason = (string?)null });
    }

    [Fact]
    public async Task Resumption_ends_when_another_host_deletes_in_between()
    {
        await _a.CreateAsync();
        await Suspend(_a, "unpaid");
        AtStepOfA(ScriptedProvisioner.Resume, () => _b.Tenants.DeleteTenantAsync(Some.TenantId, cancellationToken: Cancellation).AsTask());

        await ShouldThrow<TenantNotFoundException>(() => _a.Tenants.ResumeTenantAsync(Some.TenantId, Cancellation).AsTask());

        _provisionerA.Journal.TakeLast(2).Should().Equal("A resume acme Suspended", "A deprovision acme Terminating");
    }

    [Fact]
    public async Task Resumption_ends_when_another_host_has_begun_to_delete()
    {
        await _a.CreateAsync();
        await Suspend(_a, "unpaid");
        _provisionerB.FailAt(ScriptedProvisioner.Deprovision, new InvalidOperationException("on B"));
        AtStepOfA(
            ScriptedProvisioner.Resume,
            () => Lifecycles.ShouldFailToProvision(() => _b.Tenants.DeleteTenantAsync(Some.TenantId, cancellationToken: Cancellation).AsTask()));

        await ShouldThrow<InvalidTenantTransitionException>(() => _a.Tenants.ResumeTenantAsync(Some.TenantId, Cancellation).AsTask());

        (await _a.GetAsync()).Status.Should().Be(TenantStatus.Terminating);
        _provisionerA.Journal.TakeLast(2).Should().Equal("A resume acme Suspended", "A deprovision acme Terminating");
    }

    [Fact]
    public async Task Deletion_that_another_host_finished_succeeds()
    {
        await _a.CreateAsync();
        _provisionerA.Script = (_, _, _) => _b.Tenants.DeleteTenantAsync(Some.TenantId, cancellationToken: Cancellation).AsTask();

        await _a.Tenants.DeleteTenantAsync(Some.TenantId, cancellationToken: Cancellation);

        (await _a.LogAsync()).OfType<TenantDeleted>().Should().ContainSingle();
        _provisionerB.Journal.Should().Equal("B deprovision acme Terminating");
    }

    [Fact]
    public async Task Deletion_goes_on_when_another_host_failed_in_between()
    {
        await _a.CreateAsync();
        _provisionerB.FailAt(ScriptedProvisioner.Deprovision, new InvalidOperationException("on B"));
        _provisionerA.Script = async (_, _, _) => await Lifecycles.ShouldFailToProvision(() => _b.Tenants.DeleteTenantAsync(Some.TenantId, cancellationToken: Cancellation).AsTask());

        await _a.Tenants.DeleteTenantAsync(Some.TenantId, cancellationToken: Cancellation);

        (await _a.Tenants.FindTenantAsync(Some.TenantId, Cancellation)).Should().BeNull();
    }

    private void AtStepOfA(string step, Func<Task> action) => _provisionerA.Script = (at, _, _) => at == step ? action() : Task.CompletedTask;

    private static async Task Suspend(TenancyHost host, string reason) =>
        await host.Tenants.SuspendTenantAsync(Some.TenantId, reason, Cancellation);

    private static async Task ShouldThrow<TException>(Func<Task> action)
        where TException : Exception => await action.Should().ThrowAsync<TException>();
}
