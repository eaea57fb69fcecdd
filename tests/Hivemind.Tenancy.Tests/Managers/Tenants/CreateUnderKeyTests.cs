namespace Hivemind.Tenancy.Tests;

/// <summary>Creating under an idempotency key, with provisioners that fail.</summary>
public sealed class CreateUnderKeyTests : IAsyncDisposable
{
    private static readonly IdempotencyKey Key = new("tests", "k", "f");

    private readonly ScriptedProvisioner _provisioner = new();
    private readonly TenancyHost _host;

    public CreateUnderKeyTests() => _host = Hosts.With(_provisioner);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Second_call_returns_the_tenant_as_it_is_now_and_provisions_nothing()
    {
        KeyedResult<Tenant> first = await CreateAsync();
        Tenant suspended = await _host.Tenants.SuspendTenantAsync(Some.TenantId, "unpaid", Cancellation);
        _provisioner.Journal.Clear();
        _host.Events.Clear();

        KeyedResult<Tenant> again = await CreateAsync();

        first.IsReplayed.Should().BeFalse();
        first.Value.Status.Should().Be(TenantStatus.Active);
        again.Should().Be(new KeyedResult<Tenant>(suspended, IsReplayed: true));
        _provisioner.Journal.Should().BeEmpty();
        _host.Events.All.Should().BeEmpty();
    }

    [Fact]
    public async Task Pending_tenant_of_the_key_goes_on()
    {
        _provisioner.FailAt(ScriptedProvisioner.Provision, new InvalidOperationException("not yet"));
        await Lifecycles.ShouldFailToProvision(() => CreateAsync().AsTask());

        KeyedResult<Tenant> again = await CreateAsync();

        again.IsReplayed.Should().BeTrue();
        again.Value.Status.Should().Be(TenantStatus.Active);
    }

    [Fact]
    public async Task Pending_tenant_of_the_key_goes_on_though_it_was_renamed()
    {
        _provisioner.FailAt(ScriptedProvisioner.Provision, new InvalidOperationException("not yet"));
        await Lifecycles.ShouldFailToProvision(() => CreateAsync().AsTask());
        await _host.Tenants.UpdateTenantAsync(Some.TenantId, t => t with { Name = "Renamed" }, cancellationToken: Cancellation);

        KeyedResult<Tenant> again = await CreateAsync();

        again.Value.Should().BeEquivalentTo(new { Name = "Renamed", Status = TenantStatus.Active }, "the key says which tenant it is, not its name");
    }

    [Fact]
    public async Task Tenant_that_is_gone_is_not_created_again_until_the_keys_life_is_over()
    {
        Tenant former = (await CreateAsync()).Value;
        await _host.Tenants.DeleteTenantAsync(former, cancellationToken: Cancellation);

        (await FluentActions.Awaiting(() => CreateAsync().AsTask()).Should().ThrowAsync<IdempotencyKeyConflictException>())
            .Which.Reason.Should().Be(IdempotencyKeyConflictReason.ResultGone);
        _host.Time.Advance(IdempotencyKey.Life);
        KeyedResult<Tenant> anew = await CreateAsync();

        anew.IsReplayed.Should().BeFalse();
        anew.Value.Uid.Should().NotBe(former.Uid);
    }

    [Fact]
    public async Task Tenant_that_was_made_without_the_key_is_a_conflict_and_a_Pending_one_of_an_equal_spec_goes_on()
    {
        await _host.CreateAsync();
        (await FluentActions.Awaiting(() => CreateAsync().AsTask()).Should().ThrowAsync<TenantConflictException>()).Which.Kind.Should().Be(TenantConflictKind.Id);
        await _host.Tenants.DeleteTenantAsync(Some.TenantId, cancellationToken: Cancellation);
        await Lifecycles.BringToAsync(_host, _provisioner, TenantStatus.Pending);

        (await CreateAsync()).Value.Status.Should().Be(TenantStatus.Active);
    }

    private ValueTask<KeyedResult<Tenant>> CreateAsync() => _host.Tenants.CreateTenantAsync(Some.Spec(), Key, Cancellation);
}
