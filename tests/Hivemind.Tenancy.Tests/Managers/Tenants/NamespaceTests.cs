namespace Hivemind.Tenancy.Tests;

public sealed class NamespaceTests : IAsyncDisposable
{
    private static readonly Permission Read = new("pods", "read");
    private static readonly PermissionScope Web = PermissionScope.Namespace(Some.TenantId, "web");
    private static readonly PermissionScope Api = PermissionScope.Resource(Some.TenantId, "web", "api");

    private readonly TenancyHost _host = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Namespace_belongs_to_one_tenant()
    {
        Tenant acme = await _host.CreateAsync("acme", namespaces: "web");
        Tenant globex = await _host.CreateAsync("globex");

        Func<Task> add = () => Add("globex", "web");

        TenantConflictException conflict = (await add.Should().ThrowAsync<TenantConflictException>()).Which;
        conflict.Should().BeEquivalentTo(new { Kind = TenantConflictKind.Namespace, Value = "web" });
        conflict.Message.Should().NotContain("acme");
        (await _host.GetAsync("globex")).Should().Be(globex);
        (await _host.Tenants.FindTenantByNamespaceAsync("web", Cancellation)).Should().Be(acme);
    }

    [Fact]
    public async Task Namespace_moves_when_its_tenant_gives_it_up()
    {
        await _host.CreateAsync("acme", namespaces: ["web", "db"]);
        await _host.CreateAsync("globex");

        await Remove("acme", "web");
        Tenant globex = await Add("globex", "web");

        (await _host.Tenants.FindTenantByNamespaceAsync("web", Cancellation)).Should().Be(globex);
        (await _host.GetAsync()).Namespaces.Should().Equal("db");
    }

    [Fact]
    public async Task Bindings_of_a_namespace_that_goes_go_with_it()
    {
        await _host.CreateAsync("acme", namespaces: ["web", "db"]);
        await _host.BindAsync("web-user", BuiltInRoles.TenantViewer, Web);
        await _host.BindAsync("api-user", BuiltInRoles.TenantViewer, Api);
        await _host.BindAsync("db-user", BuiltInRoles.TenantViewer, PermissionScope.Namespace(Some.TenantId, "db"));
        await _host.BindAsync("user", BuiltInRoles.TenantViewer);

        await Remove("acme", "web");

        (await _host.Access.ListBindingsAsync(null, Cancellation)).Select(b => b.Subject.Id).Should().BeEquivalentTo("db-user", "user");
        (await HasAccess("web-user")).Should().BeFalse();
        (await HasAccess("api-user")).Should().BeFalse();
        (await HasAccess("db-user")).Should().BeTrue();
        (await _host.Access.CheckPermissionAsync("user", Read, Web, Cancellation)).Should().BeFalse("there is no such namespace");
    }

    [Fact]
    public async Task Namespace_that_comes_again_starts_without_bindings()
    {
        await _host.CreateAsync("acme", namespaces: "web");
        await _host.BindAsync("web-user", BuiltInRoles.TenantViewer, Web);

        await Remove("acme", "web");
        await Add("acme", "web");

        (await _host.Access.CheckPermissionAsync("web-user", Read, Web, Cancellation)).Should().BeFalse();
    }

    [Fact]
    public async Task Namespace_of_another_tenant_starts_without_bindings()
    {
        await _host.CreateAsync("acme", namespaces: "web");
        await _host.CreateAsync("globex");
        await _host.BindAsync("web-user", BuiltInRoles.TenantViewer, Web);

        await Remove("acme", "web");
        await Add("globex", "web");

        (await _host.Access.CheckPermissionAsync("web-user", Read, PermissionScope.Namespace(Some.OtherTenantId, "web"), Cancellation)).Should().BeFalse();
        (await _host.Access.CheckPermissionAsync("web-user", Read, Web, Cancellation)).Should().BeFalse();
    }

    [Fact]
    public async Task Removing_cancelled_right_after_the_write_leaves_no_binding()
    {
        await _host.CreateAsync("acme", namespaces: "web");
        await _host.BindAsync("web-user", BuiltInRoles.TenantViewer, Web);
        using CancellationTokenSource source = new();
        await using TenancyHost cancelling = new(
            services: services => services.AddAll<ITenancyEventHandler>([new CancellingHandler(source)]), sharing: _host);

        await Record.ExceptionAsync(() => cancelling.Tenants.RemoveNamespaceAsync(Some.TenantId, "web", source.Token).AsTask());

        (await _host.GetAsync()).Namespaces.Should().BeEmpty();
        (await _host.Access.ListBindingsAsync(null, Cancellation)).Should().BeEmpty("the namespace is gone, and so is what it granted");
    }

    [Fact]
    public async Task Binding_left_by_a_removal_that_failed_half_way_grants_nothing_and_is_gone_when_the_namespace_comes_again()
    {
        await _host.CreateAsync("acme", namespaces: "web");
        await _host.BindAsync("web-user", BuiltInRoles.TenantViewer, Web);
        bool broken = true;
        await using TenancyHost host = Hosts.Behind(
            _host,
            rbac: (method, _, call) => broken && method.Name == nameof(IRbacAdministrator.RemoveWithinAsync) ? throw new TenancyStoreException("down", true) : call());

        Func<Task> remove = async () => await host.Tenants.RemoveNamespaceAsync(Some.TenantId, "web", Cancellation);

        await remove.Should().ThrowAsync<TenancyStoreException>();
        (await HasAccess("web-user")).Should().BeFalse("there is no such namespace");
        (await _host.Access.GetAccessibleTenantsAsync("web-user", Cancellation)).Should().BeEmpty();
        (await _host.Access.ExplainAccessAsync("web-user", Some.TenantId, Cancellation)).IsGranted.Should().BeFalse();
        (await _host.Access.ListBindingsAsync(null, Cancellation)).Should().ContainSingle("it was left");
        broken = false;
        await host.Tenants.AddNamespaceAsync(Some.TenantId, "web", Cancellation);
        (await HasAccess("web-user")).Should().BeFalse("it starts without");
    }

    [Fact]
    public async Task Binding_made_in_a_namespace_that_two_add_at_once_stays()
    {
        await _host.CreateAsync();
        bool first = true;

        await _host.Tenants.UpdateTenantAsync(
            Some.TenantId,
            t =>
            {
                if (first)
                {
                    first = false;
                    Add("acme", "web").Wait(Cancellation);
                    _host.BindAsync("web-user", BuiltInRoles.TenantViewer, Web).Wait(Cancellation);
                }

                return t with { Namespaces = [.. t.Namespaces, "web"] };
            },
            cancellationToken: Cancellation);

        (await _host.Access.CheckPermissionAsync("web-user", Read, Web, Cancellation)).Should().BeTrue("it was granted after the namespace came");
    }

    [Fact]
    public async Task Bindings_to_a_namespace_the_tenant_has_not_are_refused()
    {
        await _host.CreateAsync();
        await _host.CreateAsync("globex", namespaces: "web");

        Func<Task> bind = () => _host.BindAsync(Some.User, BuiltInRoles.TenantViewer, Web);

        await bind.Should().ThrowAsync<ArgumentException>().WithMessage("*acme*web*: add it with AddNamespaceAsync.*");
    }

    [Theory]
    [InlineData("Web")]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("-web")]
    public async Task Malformed_namespace_is_refused(string name)
    {
        await _host.CreateAsync();

        foreach (Func<Task> act in new Func<Task>[]
        {
            () => Add("acme", name), () => Remove("acme", name), async () => await _host.Tenants.FindTenantByNamespaceAsync(name, Cancellation),
        })
        {
            await act.Should().ThrowAsync<ArgumentException>();
        }
    }

    [Fact]
    public async Task Tenant_may_have_1000_namespaces_and_no_more()
    {
        await _host.CreateAsync("acme", Some.Owner, [.. Enumerable.Range(0, TenancyLimits.Namespaces).Select(i => $"ns-{i}")]);

        Func<Task> add = () => Add("acme", "one-more");

        await add.Should().ThrowAsync<ArgumentException>().WithMessage("*1001*1000*");
        (await _host.Tenants.FindTenantByNamespaceAsync("ns-999", Cancellation))!.Id.Should().Be(Some.TenantId);
    }

    [Fact]
    public async Task Of_32_tenants_that_ask_for_one_namespace_one_gets_it()
    {
        foreach (int i in Enumerable.Range(0, 32))
        {
            await _host.CreateAsync($"tenant-{i}");
        }

        Exception?[] outcomes = await Task.WhenAll(
            Enumerable.Range(0, 32).Select(i => Task.Run(() => Record.ExceptionAsync(() => Add($"tenant-{i}", "web")).AsTask(), Cancellation)));

        outcomes.Count(e => e is null).Should().Be(1);
        outcomes.Where(e => e is not null).Should().AllBeOfType<TenantConflictException>();
        (await _host.Tenants.ListTenantsAsync(null, Cancellation)).Count(t => t.Namespaces.Count > 0).Should().Be(1);
    }

    private async Task<Tenant> Add(string id, string name) => await _host.Tenants.AddNamespaceAsync(TenantId.Parse(id), name, Cancellation);

    private async Task<Tenant> Remove(string id, string name) => await _host.Tenants.RemoveNamespaceAsync(TenantId.Parse(id), name, Cancellation);

    private async Task<bool> HasAccess(string user) => await _host.Access.CheckTenantAccessAsync(user, Some.TenantId, Cancellation);

    private sealed class CancellingHandler(CancellationTokenSource source) : ITenancyEventHandler
    {
        public ValueTask HandleAsync(TenancyEvent tenancyEvent, CancellationToken cancellationToken)
        {
            source.Cancel();
            return ValueTask.CompletedTask;
        }
    }
}
