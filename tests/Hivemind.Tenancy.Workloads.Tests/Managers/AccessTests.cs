using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.Workloads.Tests.Managers;

/// <summary>Who may do what to apps, by kind of context.</summary>
public sealed class AccessTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Each verb, and the permission it asks for.</summary>
    private static (string Permission, Func<Platform, Task> Call)[] Verbs =>
    [
        ("apps:deploy", p => p.DeployAsync().AsTask()),
        ("apps:deploy", p => p.Apps.RedeployAsync(p.Acme, Platform.Shop(), cancellationToken: Cancellation).AsTask()),
        ("apps:scale", p => p.Apps.ScaleAsync(p.Acme, "web", "shop", 2, cancellationToken: Cancellation).AsTask()),
        ("apps:stop", p => p.Apps.StopAsync(p.Acme, "web", "shop", cancellationToken: Cancellation).AsTask()),
        ("apps:stop", p => p.Apps.StartAsync(p.Acme, "web", "shop", cancellationToken: Cancellation).AsTask()),
        ("apps:delete", p => p.Apps.RemoveAsync(p.Acme, "web", "absent", cancellationToken: Cancellation).AsTask()),
        ("apps:read", p => p.Apps.FindAppAsync(p.Acme, "web", "shop", Cancellation).AsTask()),
        ("apps:read", p => p.Apps.WaitUntilReadyAsync(p.Acme, "web", "shop", Cancellation).AsTask()),
        ("apps:read", p => p.Apps.ListAppsAsync(p.Acme, new AppQuery { Namespace = "web" }, Cancellation).AsTask()),
        ("apps:read", p => p.Apps.ListAppsAsync(p.Acme, cancellationToken: Cancellation).AsTask()),
        ("apps:read", p => p.Apps.ReadLogsAsync(p.Acme, "web", "shop", cancellationToken: Cancellation).AsTask()),
        ("apps:read", p => p.Apps.GetUsageAsync(p.Acme, "web", "shop", Cancellation).AsTask()),
        ("volumes:create", p => p.Apps.CreateVolumeAsync(p.Acme, "web", "data", 1024, Cancellation).AsTask()),
        ("volumes:read", p => p.Apps.ListVolumesAsync(p.Acme, Cancellation).AsTask()),
        ("volumes:delete", p => p.Apps.RemoveVolumeAsync(p.Acme, "web", "absent", cancellationToken: Cancellation).AsTask()),
    ];

    public static TheoryData<int> Numbers => [.. Enumerable.Range(0, Verbs.Length)];

    [Theory]
    [MemberData(nameof(Numbers))]
    public async Task User_needs_the_permission_in_the_namespace_in_and_out_of_the_tenant(int number)
    {
        (string permission, Func<Platform, Task> call) = Verbs[number];
        ScriptedRbac rbac = new ScriptedRbac().Allow("with", permission, "acme/web").Allow("without", "other:read", "acme/web");
        await using Platform platform = await Platform.CreateAsync(configure: b => b.UseRbac(rbac));
        await platform.DeployAsync();
        foreach (Func<string, TenantContext> kind in new Func<string, TenantContext>[] { user => new TenantContext(platform.Acme, user), TenantContext.User })
        {
            using (kind("with").Enter())
            {
                await call(platform);
            }

            using (kind("without").Enter())
            {
                TenantAccessDeniedException denial = (await new Func<Task>(() => call(platform)).Should().ThrowAsync<TenantAccessDeniedException>()).Which;
                denial.Permission.Should().Be(Permission.Parse(permission));
            }
        }

        using (TenantContext.User("stranger").Enter())
        {
            await new Func<Task>(() => call(platform)).Should().ThrowAsync<TenantNotFoundException>();
        }

        using (new TenantContext(TenantId.Parse("beta"), "with").Enter())
        {
            await new Func<Task>(() => call(platform)).Should().ThrowAsync<TenantNotFoundException>();
        }

        using (TenantContext.Visitor(platform.Acme).Enter())
        {
            await new Func<Task>(() => call(platform)).Should().ThrowAsync<TenantContextMissingException>();
        }
    }

    [Fact]
    public async Task Every_verb_is_tried()
    {
        string[] tried = ["DeployAsync", "RedeployAsync", "ScaleAsync", "StopAsync", "StartAsync", "RemoveAsync", "FindAppAsync", "WaitUntilReadyAsync", "ListAppsAsync", "ReadLogsAsync",
            "GetUsageAsync", "CreateVolumeAsync", "ListVolumesAsync", "RemoveVolumeAsync", "FindViolationsAsync"];

        typeof(IAppManager).GetMethods().Select(m => m.Name).Should().BeEquivalentTo(tried);
        typeof(AppManagerExtensions).GetMethods().Where(m => m.IsStatic).Select(m => m.Name).Distinct().Should().BeEquivalentTo(tried);
        await Task.CompletedTask;
    }

    [Fact]
    public async Task Violations_are_for_who_reads_the_whole_tenant()
    {
        ScriptedRbac rbac = new ScriptedRbac().Allow("with", "apps:read", "acme").Allow("without", "apps:read", "acme/web");
        await using Platform platform = await Platform.CreateAsync(configure: b => b.UseRbac(rbac));
        using (new TenantContext(platform.Acme, "with").Enter())
        {
            await platform.Apps.FindViolationsAsync(platform.Acme, Cancellation);
        }

        using (new TenantContext(platform.Acme, "without").Enter())
        {
            await new Func<Task>(() => platform.Apps.FindViolationsAsync(platform.Acme, Cancellation).AsTask()).Should().ThrowAsync<TenantAccessDeniedException>();
        }
    }

    [Fact]
    public async Task List_shows_the_namespaces_in_which_the_user_may_read()
    {
        ScriptedRbac rbac = new ScriptedRbac().Allow("bob", "apps:read", "acme/db").Allow("bob", "volumes:read", "acme/db");
        await using Platform platform = await Platform.CreateAsync(configure: b => b.UseRbac(rbac));
        await platform.Host.Tenants.AddNamespaceAsync(platform.Acme, "db", Cancellation);
        await platform.DeployAsync();
        await platform.DeployAsync(Platform.Shop() with { Namespace = "db", Name = "postgres" });
        await platform.Apps.CreateVolumeAsync(platform.Acme, "web", "data", 1, Cancellation);
        await platform.Apps.CreateVolumeAsync(platform.Acme, "db", "data", 1, Cancellation);

        using (TenantContext.User("bob").Enter())
        {
            (await platform.Apps.ListAppsAsync(platform.Acme, cancellationToken: Cancellation)).Should().ContainSingle().Which.Key.Name.Should().Be("postgres");
            (await platform.Apps.ListVolumesAsync(platform.Acme, Cancellation)).Should().ContainSingle().Which.Key.Namespace.Should().Be("db");
        }
    }

    [Fact]
    public async Task Deployer_needs_no_right_over_allocations_and_events_name_the_user()
    {
        ScriptedRbac rbac = new ScriptedRbac().Allow("bob", "apps:deploy", "acme/web");
        await using Platform platform = await Platform.CreateAsync(new ResourceQuotas { Containers = 1 }, configure: b => b.UseRbac(rbac));
        using (TenantContext.User("bob").Enter())
        {
            await new Func<Task>(() => platform.DeployAsync().AsTask()).Should().ThrowAsync<QuotaExceededException>();
            TenantContext.Current!.UserId.Should().Be("bob", "the caller's context is as it was");
        }

        platform.Host.Events.Of<ReservationRefused>().Should().ContainSingle()
            .Which.Should().BeEquivalentTo(new { Actor = "bob", ActorReason = "deploys app 'web/shop'", AllocationId = "app/web/shop" });
    }

    [Fact]
    public async Task App_in_a_namespace_that_is_the_tenants_no_more_can_be_removed_by_who_may_in_the_tenant()
    {
        await using Platform platform = await Platform.CreateAsync();
        await platform.DeployAsync();
        await platform.Apps.StopAsync(platform.Acme, "web", "shop", cancellationToken: Cancellation);
        await platform.Host.Tenants.RemoveNamespaceAsync(platform.Acme, "web", Cancellation);

        using (new TenantContext(platform.Acme, TestTenants.Owner).Enter())
        {
            await new Func<Task>(() => platform.Apps.StartAsync(platform.Acme, "web", "shop", cancellationToken: Cancellation).AsTask()).Should().ThrowAsync<ArgumentException>();
            (await platform.Apps.RemoveAsync(platform.Acme, "web", "shop", cancellationToken: Cancellation)).Should().BeTrue();
        }
    }

    [Fact]
    public async Task Context_that_is_given_is_entered()
    {
        await using Platform platform = await Platform.CreateAsync();
        TenantContext context = await platform.Host.Tenants.GetTenantContextAsync(TestTenants.Owner, platform.Acme, Cancellation);

        App app = await platform.Apps.DeployAsync(Platform.Shop(), context, Cancellation);
        await platform.Apps.RedeployAsync(Platform.Shop() with { Image = "nginx:2" }, context, Cancellation);
        await platform.Apps.ScaleAsync("web", "shop", 3, context, Cancellation);
        await platform.Apps.StopAsync("web", "shop", context, Cancellation);
        await platform.Apps.StartAsync("web", "shop", context, Cancellation);
        (await platform.Apps.FindAppAsync("web", "shop", context, Cancellation))!.Key.Should().Be(app.Key);
        (await platform.Apps.ListAppsAsync(null, context, Cancellation)).Should().ContainSingle();
        (await (await platform.Apps.ReadLogsAsync("web", "shop", null, context, Cancellation)).ToListAsync(Cancellation)).Should().BeEmpty();
        (await platform.Apps.GetUsageAsync("web", "shop", context, Cancellation)).Should().BeEmpty();
        (await platform.Apps.FindViolationsAsync(context, Cancellation)).Should().BeEmpty();
        await platform.Apps.CreateVolumeAsync("web", "data", 1, context, Cancellation);
        (await platform.Apps.ListVolumesAsync(context, Cancellation)).Should().ContainSingle();
        (await platform.Apps.RemoveVolumeAsync("web", "data", context, Cancellation)).Should().BeTrue();
        (await platform.Apps.RemoveAsync("web", "shop", context, Cancellation)).Should().BeTrue();
        TenantContext.Current.Should().BeNull();
    }

    [Fact]
    public async Task Context_of_another_tenant_is_not_found_inside_one()
    {
        await using Platform platform = await Platform.CreateAsync();
        Tenant beta = await platform.Host.CreateTenantAsync("beta", cancellationToken: Cancellation);
        TenantContext acme = await platform.Host.Tenants.GetTenantContextAsync(TestTenants.Owner, platform.Acme, Cancellation);
        Func<Task> deploy = () => platform.Apps.DeployAsync(Platform.Shop(), acme, Cancellation).AsTask();

        using (new TenantContext(beta, TestTenants.Owner).Enter())
        {
            await deploy.Should().ThrowAsync<TenantNotFoundException>();
        }

        using (new TenantContext(new TenantReference(platform.Acme.Id, beta.Uid), TestTenants.Owner).Enter())
        {
            await deploy.Should().ThrowAsync<TenantNotFoundException>("a former tenant of the id is another");
        }

        Func<Task> nobody = () => platform.Apps.DeployAsync(Platform.Shop(), TenantContext.User("bob"), Cancellation).AsTask();
        await nobody.Should().ThrowAsync<ArgumentException>().WithMessage("*for no one tenant*");
    }

    [Fact]
    public async Task Nobody_may_do_anything_without_a_context()
    {
        await using TenancyTestHost host = new(o => o.AllowNoContext = false, b => b.AddWorkloads());
        IAppManager apps = host.Services.GetRequiredService<IAppManager>();
        Tenant acme = await host.CreateTenantAsync("acme", s => s with { Namespaces = ["web"] }, Cancellation);

        await new Func<Task>(() => apps.DeployAsync(acme, Platform.Shop(), Cancellation).AsTask()).Should().ThrowAsync<TenantContextMissingException>();
        using TenantScope scope = TestTenants.EnterSystem();
        (await apps.DeployAsync(acme, Platform.Shop(), Cancellation)).State.Should().Be(AppState.Ready);
    }
}
