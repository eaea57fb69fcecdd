namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>Bindings as they are written, refused and read back.</summary>
public sealed class BindingTests(AccessDatabases databases) : IClassFixture<AccessDatabases>
{
    private static readonly PermissionScope Acme = PermissionScope.Tenant(AccessHost.Acme);
    private static readonly PermissionScope Web = PermissionScope.Namespace(AccessHost.Acme, "web");
    private static readonly PermissionScope Api = PermissionScope.Resource(AccessHost.Acme, "web", "api");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, EveryDatabase]
    public async Task AddBindingAsync_and_RemoveBindingAsync_record_what_they_change_and_only_that(DatabaseKind kind)
    {
        await using AccessDatabase database = await databases.CreateAsync(kind);
        AccessHost host = await database.StartAsync();
        await host.CreateAsync("acme", namespaces: "web");
        List<TenancyEvent> recorded = [];
        foreach (PermissionScope scope in new[] { PermissionScope.Global, Acme, Web, Api })
        {
            foreach (RoleBinding binding in new[] { AccessHost.Binding(scope), AccessHost.GroupBinding(scope) })
            {
                recorded.Add((await host.BindAsync(binding))!);
                (await host.BindAsync(binding)).Should().BeNull();
                (await host.Rbac.ListBindingsAsync(new RoleBindingQuery(), Cancellation)).Should().Equal(await host.OfNowAsync(binding));
                recorded.Add((await host.UnbindAsync(binding))!);
                (await host.UnbindAsync(binding)).Should().BeNull();
            }
        }

        recorded.Should().NotContainNulls();
        (await host.LogAsync()).Should().Equal(recorded);
    }

    [Theory, EveryDatabase]
    public async Task What_has_ended_goes_with_the_next_write_in_its_tenant_or_of_its_subject(DatabaseKind kind)
    {
        await using AccessDatabase database = await databases.CreateAsync(kind);
        Testing.TestClock clock = new();
        AccessHost host = await database.StartAsync(clock: clock);
        await host.CreateAsync("acme");
        await host.CreateAsync("globex");
        PermissionScope globex = PermissionScope.Tenant(TenantId.Parse("globex"));
        DateTimeOffset start = clock.GetUtcNow();
        RoleBinding[] ending = [AccessHost.Binding(Acme, user: "x"), AccessHost.Binding(globex), AccessHost.Binding(PermissionScope.Global), AccessHost.Binding(globex, user: "y")];
        foreach (RoleBinding binding in ending)
        {
            await host.BindAsync(binding with { EndsAt = start.AddHours(1) });
        }

        clock.SetUtcNow(start.AddHours(1));
        (await host.BindingsAsync()).Should().BeEmpty();
        await host.BindAsync(AccessHost.Binding(Acme));

        // What is still there would be seen if the time went back.
        clock.SetUtcNow(start);
        (await host.BindingsAsync()).Should().Equal("acme tenant-viewer user ulrich", "globex tenant-viewer user y");
        clock.SetUtcNow(start.AddHours(1));
        await host.UnbindAsync(AccessHost.Binding(globex, user: "z"));
        clock.SetUtcNow(start);
        (await host.BindingsAsync()).Should().Equal("acme tenant-viewer user ulrich");
    }

    [Theory, EveryDatabase]
    public async Task AddBindingAsync_refuses_what_is_not_there_and_records_nothing(DatabaseKind kind)
    {
        await using AccessDatabase database = await databases.CreateAsync(kind);
        AccessHost host = await database.StartAsync();
        await host.CreateAsync("acme", namespaces: "web");
        await host.CreateAsync("globex", namespaces: "shop");

        await Refuses<ArgumentException>(AccessHost.Binding(Acme, "none"));
        await Refuses<ArgumentException>(AccessHost.Binding(Acme, "Tenant-Viewer"));
        await Refuses<ArgumentException>(AccessHost.Binding(PermissionScope.Global, "none"));
        await Refuses<ArgumentException>(AccessHost.Binding(PermissionScope.Namespace(AccessHost.Acme, "shop")));
        await Refuses<ArgumentException>(AccessHost.Binding(PermissionScope.Resource(AccessHost.Acme, "db", "api")));
        await Refuses<TenantNotFoundException>(AccessHost.Binding(PermissionScope.Tenant(TenantId.Parse("nobody"))));
        await Refuses<TenantNotFoundException>(AccessHost.Binding(Acme.WithUid(TenantUid.NewUid())));
        await host.WriteAsync(AccessHost.Acme, t => t with { Status = TenantStatus.Terminating });
        await Refuses<TenantNotActiveException>(AccessHost.Binding(Acme));

        (await host.BindingsAsync()).Should().BeEmpty();
        (await host.LogAsync()).Should().BeEmpty();

        Task Refuses<T>(RoleBinding binding)
            where T : Exception => host.Invoking(h => h.BindAsync(binding)).Should().ThrowAsync<T>();
    }

    [Theory, EveryDatabase]
    public async Task AddBindingAsync_refuses_a_scope_that_does_not_say_which_tenant(DatabaseKind kind)
    {
        await using AccessDatabase database = await databases.CreateAsync(kind);
        AccessHost host = await database.StartAsync();
        await host.CreateAsync();
        RoleBinding binding = AccessHost.Binding(Acme);

        await host.Rbac.Invoking(r => r.AddBindingAsync(binding, new RoleBound { OccurredAt = default, Binding = binding }, null, Cancellation).AsTask())
            .Should().ThrowAsync<ArgumentException>();
    }

    [Theory, EveryDatabase]
    public async Task AddBindingAsync_takes_a_Pending_and_a_Suspended_tenant(DatabaseKind kind)
    {
        await using AccessDatabase database = await databases.CreateAsync(kind);
        AccessHost host = await database.StartAsync();
        await host.CreateAsync();

        await host.WriteAsync(AccessHost.Acme, t => t with { Status = TenantStatus.Suspended });
        (await host.BindAsync(AccessHost.Binding(Acme))).Should().NotBeNull();
        await host.WriteAsync(AccessHost.Acme, t => t with { Status = TenantStatus.Pending });
        (await host.BindAsync(AccessHost.Binding(Acme, "tenant-admin"))).Should().NotBeNull();
    }

    [Theory, EveryDatabase]
    public async Task ListBindingsAsync_filters_and_orders_ordinally(DatabaseKind kind)
    {
        await using AccessDatabase database = await databases.CreateAsync(kind);
        AccessHost host = await database.StartAsync();
        await host.CreateAsync("acme", namespaces: "web");
        await host.CreateAsync("globex");
        PermissionScope globex = PermissionScope.Tenant(TenantId.Parse("globex"));
        RoleSubject group = RoleSubject.Group(AccessHost.User);
        await host.BindAsync(AccessHost.Binding(globex));
        await host.BindAsync(new RoleBinding(group, "tenant-viewer", Acme));
        await host.BindAsync(AccessHost.Binding(Acme, user: "Zoë \U0001F600"));
        await host.BindAsync(AccessHost.Binding(Acme, user: "\uE000"));
        await host.BindAsync(AccessHost.Binding(Acme));
        await host.BindAsync(AccessHost.Binding(Acme, "tenant-admin"));
        await host.BindAsync(AccessHost.Binding(PermissionScope.Global));
        await host.BindAsync(AccessHost.Binding(Api));
        await host.BindAsync(AccessHost.Binding(Web));

        (await host.BindingsAsync()).Should().Equal(
            "* tenant-viewer user ulrich",
            "acme tenant-admin user ulrich",
            "acme tenant-viewer group ulrich",
            "acme tenant-viewer user Zoë \U0001F600",
            "acme tenant-viewer user ulrich",
            "acme tenant-viewer user \uE000",
            "acme/web tenant-viewer user ulrich",
            "acme/web/api tenant-viewer user ulrich",
            "globex tenant-viewer user ulrich");
        (await host.BindingsAsync(new RoleBindingQuery { Subject = group })).Should().Equal("acme tenant-viewer group ulrich");
        (await host.BindingsAsync(new RoleBindingQuery { Subject = RoleSubject.User("Ulrich") })).Should().BeEmpty();
        (await host.BindingsAsync(new RoleBindingQuery { Tenant = TenantId.Parse("globex") })).Should().ContainSingle();
        (await host.BindingsAsync(new RoleBindingQuery { Tenant = AccessHost.Acme, Subject = RoleSubject.User(AccessHost.User) })).Should().HaveCount(4);
    }

    [Theory, EveryDatabase]
    public async Task Writes_that_are_cancelled_before_they_begin_change_nothing(DatabaseKind kind)
    {
        await using AccessDatabase database = await databases.CreateAsync(kind);
        AccessHost host = await database.StartAsync();
        CancellationToken cancelled = new(canceled: true);
        RoleBinding binding = AccessHost.Binding(PermissionScope.Global);
        RoleBound change = new() { OccurredAt = DateTimeOffset.UnixEpoch, Binding = binding };
        Role role = new("custom", [new Permission("pods", "read")]);

        await Cancels(() => host.Rbac.AddBindingAsync(binding, change, null, cancelled).AsTask());
        await Cancels(() => host.Rbac.SetRoleAsync(role, change, cancelled).AsTask());
        await Cancels(() => host.Rbac.AddGroupMemberAsync("staff", "ann", change, cancelled).AsTask());
        await Cancels(() => host.Rbac.ListBindingsAsync(new RoleBindingQuery(), cancelled).AsTask());
        await Cancels(() => host.Rbac.FindRoleAsync("tenant-admin", cancelled).AsTask());
        await Cancels(() => host.Rbac.IsGrantedAsync("ann", new Permission("pods", "read"), PermissionScope.Global, cancelled).AsTask());

        (await host.LogAsync()).Should().BeEmpty();
        (await host.BindingsAsync()).Should().BeEmpty();

        static Task Cancels(Func<Task> call) => call.Should().ThrowAsync<OperationCanceledException>();
    }
}
