namespace Hivemind.Tenancy.Tests;

/// <summary>A host's clock may be set, forward and back: nothing that lives ends by it, and nothing of a former tenant comes back.</summary>
public sealed class ClockSetBackTests : IAsyncDisposable
{
    private readonly TenancyHost _host = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Changing_a_tenant_that_was_created_in_the_future_ends_no_hold()
    {
        await _host.CreateAsync();
        _host.Time.AdjustTime(Some.Time.AddDays(-1));
        await using ResourceReservation reservation = await ReserveAsync();

        await _host.Tenants.UpdateTenantAsync(Some.TenantId, t => t with { Description = "changed" }, cancellationToken: Cancellation);

        (await reservation.CommitAsync(Cancellation)).Should().Be(TenantStatus.Active);
    }

    [Fact]
    public async Task Deleting_a_tenant_in_the_future_changes_nothing_for_others()
    {
        await _host.CreateAsync("globex");
        _host.Time.AdjustTime(Some.Time.AddDays(10));
        await _host.Tenants.DeleteTenantAsync(Some.OtherTenantId, cancellationToken: Cancellation);
        _host.Time.AdjustTime(Some.Time);

        (await _host.CreateAsync()).CreatedAt.Should().Be(Some.Time);
    }

    [Fact]
    public async Task Deleting_at_the_end_of_time_does_not_keep_anybody_from_creating()
    {
        await _host.CreateAsync();
        _host.Time.AdjustTime(DateTimeOffset.MaxValue);
        await _host.Tenants.DeleteTenantAsync(Some.TenantId, cancellationToken: Cancellation);
        _host.Time.AdjustTime(Some.Time);

        (await _host.CreateAsync()).Status.Should().Be(TenantStatus.Active);
        (await _host.CreateAsync("globex")).Status.Should().Be(TenantStatus.Active);
    }

    [Fact]
    public async Task Tenant_made_again_is_another_incarnation_and_does_not_show_the_former_ones_events()
    {
        Tenant former = await _host.CreateAsync();
        _host.Time.AdjustTime(Some.Time.AddHours(1));
        await _host.Tenants.UpdateTenantAsync(Some.TenantId, t => t with { Description = "a secret" }, cancellationToken: Cancellation);
        _host.Time.AdjustTime(Some.Time.AddMinutes(10));
        await _host.Tenants.DeleteTenantAsync(Some.TenantId, cancellationToken: Cancellation);
        Tenant again = await _host.CreateAsync();
        TenantContext owner = await _host.Tenants.GetTenantContextAsync(Some.Owner, Some.TenantId, Cancellation);

        using TenantScope scope = owner.Enter();
        IReadOnlyList<TenancyEvent> seen = (await _host.Tenants.ReadEventsAsync(new EventQuery(), Cancellation)).Events;

        again.Uid.Should().NotBe(former.Uid);
        seen.OfType<TenantUpdated>().Should().BeEmpty();
        seen[0].Should().BeOfType<TenantCreated>().Which.Tenant.Uid.Should().Be(again.Uid);
    }

    [Fact]
    public async Task Context_of_a_former_tenant_opens_nothing_though_the_clock_was_set_forward_and_back()
    {
        await _host.CreateAsync("acme", "mallory");
        TenantContext former = await _host.Tenants.GetTenantContextAsync("mallory", Some.TenantId, Cancellation);
        _host.Time.AdjustTime(DateTimeOffset.MaxValue);
        await _host.Tenants.DeleteTenantAsync(Some.TenantId, cancellationToken: Cancellation);
        _host.Time.AdjustTime(Some.Time);
        await _host.CreateAsync("acme", "new-owner");

        using TenantScope scope = former.Enter();

        (await _host.Tenants.FindTenantAsync(Some.TenantId, Cancellation)).Should().BeNull();
        await this.Awaiting(t => t.ReserveAsync().AsTask()).Should().ThrowAsync<TenantNotFoundException>();
    }

    [Fact]
    public async Task Tenant_made_again_while_the_clock_stands_still_sees_all_of_its_own_events()
    {
        await _host.CreateAsync();
        await _host.Tenants.DeleteTenantAsync(Some.TenantId, cancellationToken: Cancellation);
        await _host.CreateAsync();
        await _host.Quotas.GrantGraceAsync(Some.TenantId, new ResourceAmounts { Containers = 1 }, Some.Time.AddDays(1), cancellationToken: Cancellation);
        TenantContext owner = await _host.Tenants.GetTenantContextAsync(Some.Owner, Some.TenantId, Cancellation);

        using TenantScope scope = owner.Enter();

        (await _host.Tenants.ReadEventsAsync(new EventQuery(), Cancellation)).Events.OfType<GraceGranted>().Should().ContainSingle();
    }

    private ValueTask<ResourceReservation> ReserveAsync() =>
        _host.Quotas.ReserveAsync(Some.TenantId, new ResourceAmounts { Containers = 1 }, cancellationToken: Cancellation);
}
