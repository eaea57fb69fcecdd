using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.Workloads.Tests.Managers;

public sealed class DeployTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task App_runs_and_is_held_by_its_desired_replicas()
    {
        await using Platform platform = await Platform.CreateAsync();

        App app = await platform.DeployAsync();

        app.State.Should().Be(AppState.Ready);
        app.ReadyReplicas.Should().Be(2);
        Allocation allocation = (await platform.AllocationAsync())!;
        allocation.Should().BeEquivalentTo(new { Amounts = Platform.Held(2), IsCommitted = true, Namespace = "web", Source = "memory" }, o => o.ComparingByValue<ResourceAmounts>());
        await platform.ShouldAgreeAsync();
    }

    [Fact]
    public async Task Own_volumes_are_held_with_the_app()
    {
        await using Platform platform = await Platform.CreateAsync();

        await platform.DeployAsync(Platform.Shop() with { Volumes = [VolumeMount.Own("data", "/data", 1 << 20)] });

        (await platform.HeldAsync())!.StorageBytes.Should().Be(1 << 20);
    }

    [Fact]
    public async Task Pending_app_is_held_in_full()
    {
        await using Platform platform = await Platform.CreateAsync();
        platform.Engine.IsReadyAtOnce = false;

        App app = await platform.DeployAsync();

        app.State.Should().Be(AppState.Pending);
        (await platform.HeldAsync()).Should().Be(Platform.Held(2));
    }

    [Fact]
    public async Task Same_again_returns_the_app_and_changes_nothing()
    {
        await using Platform platform = await Platform.CreateAsync();
        App first = await platform.DeployAsync();

        App again = await platform.DeployAsync();

        again.Generation.Should().Be(first.Generation);
        again.Replicas.Should().Equal(first.Replicas);
        await platform.ShouldAgreeAsync();
    }

    [Fact]
    public async Task Another_spec_of_the_name_conflicts()
    {
        await using Platform platform = await Platform.CreateAsync();
        await platform.DeployAsync();

        Func<Task> deploy = () => platform.DeployAsync(Platform.Shop() with { Image = "nginx:1.28" }).AsTask();

        await deploy.Should().ThrowAsync<AppConflictException>().WithMessage("*redeploy or scale it.");
        await platform.ShouldAgreeAsync();
    }

    [Fact]
    public async Task What_does_not_fit_is_refused_and_nothing_is_there()
    {
        await using Platform platform = await Platform.CreateAsync(new ResourceQuotas { Containers = 1 });

        Func<Task> deploy = () => platform.DeployAsync().AsTask();

        (await deploy.Should().ThrowAsync<QuotaExceededException>()).Which.Decision.Shortages.Should().ContainSingle(s => s.Resource == ResourceNames.Containers);
        (await platform.OnEngineAsync()).Should().BeNull();
        (await platform.HeldAsync()).Should().BeNull();
    }

    [Fact]
    public async Task Fourth_replica_and_second_service_are_refused_where_three_and_one_are_allowed()
    {
        await using Platform platform = await Platform.CreateAsync(new ResourceQuotas { Containers = 3, Services = 1 });
        await platform.DeployAsync(Platform.Shop(3));

        Func<Task> scale = () => platform.Apps.ScaleAsync(platform.Acme, "web", "shop", 4, cancellationToken: Cancellation).AsTask();
        Func<Task> second = () => platform.DeployAsync(Platform.Shop(1) with { Name = "second" }).AsTask();

        await scale.Should().ThrowAsync<QuotaExceededException>();
        await second.Should().ThrowAsync<QuotaExceededException>();
        await platform.ShouldAgreeAsync();
    }

    [Fact]
    public async Task Namespace_of_another_is_refused()
    {
        await using Platform platform = await Platform.CreateAsync();
        await platform.Host.CreateTenantAsync("beta", s => s with { Namespaces = ["theirs"] }, Cancellation);

        Func<Task> deploy = () => platform.DeployAsync(Platform.Shop() with { Namespace = "theirs" }).AsTask();

        await deploy.Should().ThrowAsync<ArgumentException>().WithMessage("*'theirs'*'acme'*web*");
    }

    [Fact]
    public async Task Suspended_tenant_takes_nothing_on()
    {
        await using Platform platform = await Platform.CreateAsync();
        await platform.Host.Tenants.SuspendTenantAsync(platform.Acme, "test", Cancellation);

        Func<Task> deploy = () => platform.DeployAsync().AsTask();

        await deploy.Should().ThrowAsync<TenantNotActiveException>();
        (await platform.OnEngineAsync()).Should().BeNull();
    }

    [Fact]
    public async Task Tenant_suspended_before_the_commit_has_the_app_suspended()
    {
        await using Platform platform = await Platform.CreateAsync();
        platform.Engine.Faults.Before = async (verb, token) =>
        {
            if (verb == nameof(IWorkloadEngine.ApplyAsync))
            {
                platform.Engine.Faults.Before = null;
                await platform.Host.Tenants.SuspendTenantAsync(platform.Acme, "test", token);
            }
        };

        App app = await platform.DeployAsync();

        app.State.Should().Be(AppState.Suspended);
        app.Replicas.Should().BeEmpty();
        await platform.ShouldAgreeAsync();
    }

    [Fact]
    public async Task Tenant_deleted_before_the_commit_leaves_nothing()
    {
        await using Platform platform = await Platform.CreateAsync();
        platform.Engine.Faults.Before = async (verb, token) =>
        {
            if (verb == nameof(IWorkloadEngine.ApplyAsync))
            {
                platform.Engine.Faults.Before = null;
                await platform.Host.Tenants.DeleteTenantAsync(platform.Acme, cancellationToken: token);
            }
        };

        Func<Task> deploy = () => platform.DeployAsync().AsTask();

        (await deploy.Should().ThrowAsync<AppDeploymentException>()).Which.Step.Should().Be(AppStep.Commit);
        (await platform.OnEngineAsync()).Should().BeNull();
    }

    [Fact]
    public async Task Tenant_made_again_under_the_id_has_none_of_the_apps()
    {
        await using Platform platform = await Platform.CreateAsync();
        await platform.DeployAsync();
        await platform.Host.Tenants.DeleteTenantAsync(platform.Acme, cancellationToken: Cancellation);
        Tenant next = await platform.Host.CreateTenantAsync("acme", s => s with { Namespaces = ["web"] }, Cancellation);

        (await platform.Apps.FindAppAsync(next, "web", "shop", Cancellation)).Should().BeNull();
        Func<Task> former = () => platform.Apps.FindAppAsync(platform.Acme, "web", "shop", Cancellation).AsTask();
        await former.Should().ThrowAsync<TenantNotFoundException>();
        (await platform.OnEngineAsync()).Should().BeNull();
    }

    [Fact]
    public async Task Hold_is_renewed_while_the_engine_works()
    {
        await using Platform platform = await Platform.CreateAsync();
        platform.Engine.Faults.Before = async (verb, _) =>
        {
            if (verb == nameof(IWorkloadEngine.ApplyAsync))
            {
                for (int i = 0; i < 20; i++)
                {
                    platform.Host.Clock.Advance(TimeSpan.FromSeconds(20));
                    await Task.Delay(10, Cancellation);
                }

                (await platform.AllocationAsync()).Should().NotBeNull("the hold lasts as long as the work");
            }
        };

        App app = await platform.DeployAsync();

        app.State.Should().Be(AppState.Ready);
        await platform.ShouldAgreeAsync();
    }

    [Fact]
    public async Task What_a_former_app_of_the_name_left_held_goes_first()
    {
        await using Platform platform = await Platform.CreateAsync(new ResourceQuotas { Containers = 3 });
        await using ResourceReservation left = await platform.Host.Quotas.ReserveAsync(
            platform.Acme, new ResourceAmounts { Containers = 3 }, new ReservationOptions { AllocationId = "app/web/shop", Namespace = "web", Source = "memory" }, Cancellation);
        await left.CommitAsync(Cancellation);

        await platform.DeployAsync();

        await platform.ShouldAgreeAsync();
    }

    [Fact]
    public async Task Allocation_id_of_the_longest_names_is_found()
    {
        await using Platform platform = await Platform.CreateAsync();
        string longest = new('z', 63);
        await platform.Host.Tenants.AddNamespaceAsync(platform.Acme, longest, Cancellation);

        await platform.DeployAsync(Platform.Shop() with { Namespace = longest, Name = longest });
        await platform.DeployAsync(Platform.Shop() with { Namespace = longest, Name = longest[1..] });
        await platform.Apps.StopAsync(platform.Acme, longest, longest, cancellationToken: Cancellation);

        await platform.ShouldAgreeAsync();
    }

    [Fact]
    public async Task What_the_hosts_own_code_says_is_not_repeated_to_tenants()
    {
        await using Platform platform = await Platform.CreateAsync(configure: builder => builder.Services.AddSingleton<ISecretResolver>(new Failing()));

        Func<Task> deploy = () => platform.DeployAsync(Platform.Shop() with { Secrets = new Dictionary<string, SecretReference> { ["TOKEN"] = new("token") } }).AsTask();

        AppDeploymentException error = (await deploy.Should().ThrowAsync<AppDeploymentException>()).Which;
        error.Message.Should().NotContain("hunter2");
        error.Reason.Should().NotContain("hunter2");
        error.InnerException.Should().BeOfType<InvalidOperationException>("the host may look");
    }

    private sealed class Failing : ISecretResolver
    {
        public ValueTask<string?> ResolveAsync(AppKey app, SecretReference secret, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("vault?password=hunter2 does not answer");
    }
}
