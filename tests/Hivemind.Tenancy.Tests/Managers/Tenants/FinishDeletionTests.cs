namespace Hivemind.Tenancy.Tests;

/// <summary>A deletion whose deprovisioner fails for good is finished without it.</summary>
public sealed class FinishDeletionTests : IAsyncLifetime
{
    private readonly ScriptedProvisioner _provisioner = new();
    private readonly TenancyHost _host;
    private Tenant _tenant = null!;

    public FinishDeletionTests() => _host = Hosts.With(_provisioner);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _tenant = await _host.CreateAsync();
        await _host.BindAsync(Some.User, BuiltInRoles.TenantViewer);
        _provisioner.FailAt(ScriptedProvisioner.Deprovision, new InvalidOperationException("gone for good"), int.MaxValue);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Takes_the_record_and_the_bindings_and_says_who_and_why()
    {
        await Lifecycles.ShouldFailToProvision(async () => await _host.Tenants.DeleteTenantAsync(_tenant, cancellationToken: Cancellation));
        _provisioner.Journal.Clear();
        using (TenantContext.System("root", "ticket 7").Enter())
        {
            await _host.Tenants.FinishDeletionAsync(_tenant, "the cluster burned down", Cancellation);
        }

        _provisioner.Journal.Should().BeEmpty();
        (await _host.Tenants.FindTenantAsync(_tenant.Id, Cancellation)).Should().BeNull();
        (await _host.Access.ListBindingsAsync(null, Cancellation)).Should().BeEmpty();
        _host.Events.Of<TenantDeleted>().Should().ContainSingle().Which.Should().BeEquivalentTo(
            new { TenantUid = (TenantUid?)_tenant.Uid, Actor = "root", ActorReason = "ticket 7", FinishedBecause = "the cluster burned down" });
    }

    [Fact]
    public async Task A_deletion_that_ran_to_its_end_says_no_such_thing()
    {
        _provisioner.Script = (_, _, _) => Task.CompletedTask;
        await _host.Tenants.DeleteTenantAsync(_tenant, cancellationToken: Cancellation);

        _host.Events.Of<TenantDeleted>().Should().ContainSingle().Which.FinishedBecause.Should().BeNull();
    }

    [Fact]
    public async Task Only_a_Terminating_tenant_of_that_uid_is_taken()
    {
        InvalidTenantTransitionException refusal = (await this.Awaiting(t => t.FinishAsync(_tenant)).Should().ThrowAsync<InvalidTenantTransitionException>()).Which;
        refusal.From.Should().Be(TenantStatus.Active);
        await Lifecycles.ShouldFailToProvision(async () => await _host.Tenants.DeleteTenantAsync(_tenant, cancellationToken: Cancellation));

        await this.Awaiting(t => t.FinishAsync(new TenantReference(_tenant.Id, TenantUid.NewUid()))).Should().ThrowAsync<TenantNotFoundException>();
        await this.Awaiting(t => t.FinishAsync(Some.OtherTenantId)).Should().ThrowAsync<TenantNotFoundException>();
        await this.Awaiting(_ => _host.Tenants.FinishDeletionAsync(_tenant, " ", Cancellation).AsTask()).Should().ThrowAsync<ArgumentException>();
        (await _host.GetAsync()).Status.Should().Be(TenantStatus.Terminating);
    }

    [Fact]
    public async Task Takes_the_right_at_Global_scope()
    {
        await Lifecycles.ShouldFailToProvision(async () => await _host.Tenants.DeleteTenantAsync(_tenant, cancellationToken: Cancellation));
        using TenantScope scope = Some.Context(userId: Some.Owner).Enter();

        await this.Awaiting(t => t.FinishAsync(_tenant)).Should().ThrowAsync<TenantAccessDeniedException>();
    }

    private Task FinishAsync(TenantReference tenant) => _host.Tenants.FinishDeletionAsync(tenant, "why", Cancellation).AsTask();
}
