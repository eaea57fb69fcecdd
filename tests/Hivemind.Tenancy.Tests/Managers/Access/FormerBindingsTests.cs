namespace Hivemind.Tenancy.Tests;

/// <summary>Bindings are listed of the tenant that is asked for: not of the caller's own instead, nor of one that had its id before.</summary>
public sealed class FormerBindingsTests : IAsyncLifetime
{
    private readonly TenancyHost _host = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _host.CreateAsync("acme");
        await _host.CreateAsync("globex");
        await _host.BindAsync("a", BuiltInRoles.TenantViewer);
        await _host.BindAsync("g", BuiltInRoles.TenantViewer, PermissionScope.Tenant(Some.OtherTenantId));
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Asked_for_by_id_it_is_who_holds_the_id_now()
    {
        Tenant former = await _host.GetAsync();
        await Lifecycles.RemoveFromStoreAsync(_host, former);

        (await ListAsync(former)).Should().Equal(["a"], "by its uid, what is left of it is seen");
        (await ListAsync(Some.TenantId)).Should().BeEmpty("nobody has it");
        await _host.CreateAsync("acme");
        (await ListAsync(Some.TenantId)).Should().BeEmpty("it is another");
        await _host.BindAsync("b", BuiltInRoles.TenantViewer);
        (await ListAsync(Some.TenantId)).Should().Equal("b");
    }

    [Fact]
    public async Task From_no_tenant_one_or_all()
    {
        (await ListAsync(null)).Should().BeEquivalentTo("a", "g");
        (await ListAsync(Some.OtherTenantId)).Should().Equal("g");
        using (TenantContext.User(Some.Owner).Enter())
        {
            (await ListAsync(Some.OtherTenantId)).Should().Equal("g");
            await this.Awaiting(_ => ListAsync(null)).Should().ThrowAsync<TenantAccessDeniedException>();
        }
    }

    [Fact]
    public async Task From_inside_a_tenant_its_own_and_no_others()
    {
        using TenantScope scope = Some.Context("acme", Some.Owner).Enter();

        (await ListAsync(null)).Should().Equal("a");
        (await ListAsync(Some.TenantId)).Should().Equal("a");
        await this.Awaiting(_ => ListAsync(Some.OtherTenantId)).Should().ThrowAsync<TenantNotFoundException>("its owner, too, is in another");
    }

    [Fact]
    public async Task Events_alike()
    {
        (await EventsOfAsync(Some.OtherTenantId)).Should().Equal("globex");
        (await EventsOfAsync(null)).Should().Equal("acme", "globex");
        using (TenantContext.User(Some.Owner).Enter())
        {
            (await EventsOfAsync(Some.OtherTenantId)).Should().Equal("globex");
            await this.Awaiting(_ => EventsOfAsync(null)).Should().ThrowAsync<TenantAccessDeniedException>();
        }

        using TenantScope scope = Some.Context("acme", Some.Owner).Enter();
        (await EventsOfAsync(null)).Should().Equal("acme");
        await this.Awaiting(_ => EventsOfAsync(Some.OtherTenantId)).Should().ThrowAsync<TenantNotFoundException>();
    }

    private async Task<IEnumerable<string>> ListAsync(TenantReference? tenant) =>
        (await _host.Access.ListBindingsAsync(new RoleBindingQuery { Tenant = tenant }, Cancellation)).Select(b => b.Subject.Id);

    private async Task<IEnumerable<string>> EventsOfAsync(TenantReference? tenant) =>
        (await _host.Tenants.ReadEventsAsync(new EventQuery { Tenant = tenant }, Cancellation)).Events.Select(e => e.TenantId!.Value.Value).Distinct().Order();
}
