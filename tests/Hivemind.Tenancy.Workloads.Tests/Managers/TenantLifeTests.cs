namespace Hivemind.Tenancy.Workloads.Tests.Managers;

/// <summary>What becomes of apps when their tenant is suspended, resumed and deleted.</summary>
public sealed class TenantLifeTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Suspended_tenant_runs_nothing_and_holds_everything_and_resuming_admits_nothing()
    {
        await using Platform platform = await Platform.CreateAsync(new ResourceQuotas { Containers = 2 });
        await platform.DeployAsync();
        await platform.Host.Tenants.SuspendTenantAsync(platform.Acme, "test", Cancellation);

        App suspended = (await platform.Apps.FindAppAsync(platform.Acme, "web", "shop", Cancellation))!;
        suspended.State.Should().Be(AppState.Suspended);
        suspended.Replicas.Should().BeEmpty();
        long change = (await platform.AllocationAsync())!.Change;
        await platform.ShouldAgreeAsync();

        await platform.Host.Tenants.UpdateResourceQuotasAsync(platform.Acme, new ResourceQuotas { Containers = 1 }, Cancellation);
        await platform.Host.Tenants.ResumeTenantAsync(platform.Acme, Cancellation);

        (await platform.Apps.FindAppAsync(platform.Acme, "web", "shop", Cancellation))!.State.Should().Be(AppState.Ready);
        (await platform.AllocationAsync())!.Change.Should().Be(change);
        await platform.ShouldAgreeAsync();
    }

    [Fact]
    public async Task App_that_its_user_has_stopped_stays_stopped()
    {
        await using Platform platform = await Platform.CreateAsync();
        await platform.DeployAsync();
        await platform.Apps.StopAsync(platform.Acme, "web", "shop", cancellationToken: Cancellation);
        await platform.Host.Tenants.SuspendTenantAsync(platform.Acme, "test", Cancellation);
        await platform.Host.Tenants.ResumeTenantAsync(platform.Acme, Cancellation);

        (await platform.Apps.FindAppAsync(platform.Acme, "web", "shop", Cancellation))!.State.Should().Be(AppState.Stopped);
        (await platform.Apps.StartAsync(platform.Acme, "web", "shop", cancellationToken: Cancellation)).State.Should().Be(AppState.Ready);
    }

    [Fact]
    public async Task Deleted_tenant_leaves_no_app_and_no_volume_and_others_alone()
    {
        await using Platform platform = await Platform.CreateAsync();
        Tenant beta = await platform.Host.CreateTenantAsync("beta", s => s with { Namespaces = ["beta-web"] }, Cancellation);
        await platform.Apps.DeployAsync(beta, Platform.Shop() with { Namespace = "beta-web" }, Cancellation);
        await platform.Apps.CreateVolumeAsync(platform.Acme, "web", "data", 1024, Cancellation);
        await platform.DeployAsync(Platform.Shop() with { Volumes = [VolumeMount.Existing("data", "/data")] });

        await platform.Host.Tenants.DeleteTenantAsync(platform.Acme, cancellationToken: Cancellation);

        EngineListing left = await platform.Engine.ListAsync("memory", null, Cancellation);
        left.Volumes.Should().BeEmpty();
        left.Apps.Should().ContainSingle().Which.Desired.Key.Tenant.Should().Be((TenantReference)beta);
    }

    [Fact]
    public async Task Engine_that_does_not_answer_keeps_the_tenant_terminating_and_the_same_call_goes_on()
    {
        await using Platform platform = await Platform.CreateAsync();
        await platform.DeployAsync();
        platform.Engine.Faults.Silence("memory");
        Func<Task> delete = () => platform.Host.Tenants.DeleteTenantAsync(platform.Acme, cancellationToken: Cancellation).AsTask();

        await delete.Should().ThrowAsync<TenantProvisioningException>();
        (await platform.HeldAsync()).Should().Be(Platform.Held(2));
        platform.Engine.Faults.Clear();
        await delete();

        (await platform.OnEngineAsync()).Should().BeNull();
    }
}
