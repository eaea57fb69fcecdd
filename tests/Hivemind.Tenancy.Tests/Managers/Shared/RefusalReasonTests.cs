namespace Hivemind.Tenancy.Tests;

/// <summary>A tenant that is not there for the caller: always not found, and the event says to the host why.</summary>
public sealed class RefusalReasonTests : IAsyncLifetime
{
    private readonly TenancyHost _host = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _host.CreateAsync("acme");
        await _host.BindAsync(Some.User, BuiltInRoles.TenantAdmin);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("stranger", "acme", AccessRefusalReason.NoAccess)]
    [InlineData("stranger", "none", AccessRefusalReason.NoSuchTenant)]
    [InlineData("stranger in acme", "none", AccessRefusalReason.OtherTenant)]
    public async Task Reason_is_in_the_event_alone(string caller, string tenant, AccessRefusalReason reason)
    {
        using TenantScope scope = (caller == "stranger" ? TenantContext.User(caller) : Some.Context()).Enter();

        await this.Awaiting(_ => _host.Quotas.GetUsageAsync(TenantId.Parse(tenant), Cancellation).AsTask()).Should().ThrowAsync<TenantNotFoundException>();

        AccessRefused refused = _host.Events.Refusals.Should().ContainSingle().Which;
        (refused.Reason, refused.Operation, refused.TenantId).Should().Be((reason, nameof(IQuotaManager.GetUsageAsync), TenantId.Parse(tenant)));
    }

    [Fact]
    public async Task What_a_permission_is_held_for_is_what_the_step_acts_on()
    {
        TenantReference? asked = null;
        await using TenancyHost host = Hosts.Behind(_host, (method, arguments, call) =>
        {
            asked = method.Name == nameof(ITenantStore.ReadEventsAsync) ? ((EventQuery)arguments[0]!).Tenant : asked;
            return call();
        });
        using TenantScope scope = Some.Context().Enter();

        await host.Tenants.ReadEventsAsync(null, Cancellation);

        asked.Should().Be((TenantReference)await _host.GetAsync());
    }

    [Fact]
    public async Task Tenant_that_is_gone_is_not_found_and_no_refusal()
    {
        using TenantScope scope = Some.Context("none").Enter();

        await this.Awaiting(_ => _host.Tenants.ReadEventsAsync(null, Cancellation).AsTask()).Should().ThrowAsync<TenantNotFoundException>();

        _host.Events.Refusals.Should().BeEmpty();
    }
}
