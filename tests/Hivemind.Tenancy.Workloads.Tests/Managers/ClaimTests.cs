namespace Hivemind.Tenancy.Workloads.Tests.Managers;

/// <summary>What apps and volumes hold is theirs: a tenant's admin changes it by changing them, and in no other way.</summary>
public sealed class ClaimTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Admin_cannot_free_what_an_app_holds_and_deploy_into_it()
    {
        await using Platform platform = await Platform.CreateAsync(new ResourceQuotas { Containers = 2 });
        await platform.Host.Access.BindRoleAsync(new RoleBinding(RoleSubject.User("bob"), BuiltInRoles.TenantAdmin.Id, PermissionScope.Tenant(platform.Acme)), Cancellation);
        foreach (TenantContext context in new[] { TenantContext.User("bob"), await platform.Host.Tenants.GetTenantContextAsync("bob", platform.Acme, Cancellation) })
        {
            using TenantScope scope = context.Enter();
            await platform.DeployAsync();

            await new Func<Task>(() => platform.Host.Quotas.ReleaseAsync(platform.Acme, "app/web/shop", null, Cancellation).AsTask())
                .Should().ThrowAsync<TenantAccessDeniedException>().Where(e => e.IsSystemOnly);
            await new Func<Task>(() => platform.Host.Quotas.ResizeAsync(platform.Acme, "app/web/shop", Platform.Held(1), Cancellation).AsTask())
                .Should().ThrowAsync<TenantAccessDeniedException>();

            await new Func<Task>(() => platform.DeployAsync(Platform.Shop(1) with { Name = "more" }).AsTask()).Should().ThrowAsync<QuotaExceededException>();
            (await platform.HeldAsync()).Should().Be(Platform.Held(2));
            (await platform.Apps.RemoveAsync(platform.Acme, "web", "shop", cancellationToken: Cancellation)).Should().BeTrue("their own apps are theirs to remove");
        }
    }

    [Fact]
    public async Task Admin_cannot_take_the_id_of_an_app_or_a_volume_first()
    {
        await using Platform platform = await Platform.CreateAsync();
        using TenantScope scope = TenantContext.User(TestTenants.Owner).Enter();
        await platform.Apps.CreateVolumeAsync(platform.Acme, "web", "data", 1024, Cancellation);

        foreach (string id in new[] { "app/web/shop", "volume/web/other" })
        {
            await new Func<Task>(() => platform.Host.Quotas.ReserveAsync(
                platform.Acme, new ResourceAmounts { Containers = 1 }, new ReservationOptions { AllocationId = id }, Cancellation).AsTask()).Should().ThrowAsync<TenantAccessDeniedException>();
        }

        await new Func<Task>(() => platform.Host.Quotas.ReleaseAsync(platform.Acme, "volume/web/data", null, Cancellation).AsTask()).Should().ThrowAsync<TenantAccessDeniedException>();
        await using ResourceReservation own = await platform.Host.Quotas.ReserveAsync(
            platform.Acme, new ResourceAmounts { Containers = 1 }, new ReservationOptions { AllocationId = "job-1" }, Cancellation);
        own.AllocationId.Should().Be("job-1");
    }

    [Fact]
    public async Task User_does_with_apps_and_volumes_what_they_may()
    {
        await using Platform platform = await Platform.CreateAsync();
        using TenantScope scope = TenantContext.User(TestTenants.Owner).Enter();

        await platform.DeployAsync();
        await platform.Apps.ScaleAsync(platform.Acme, "web", "shop", 4, cancellationToken: Cancellation);
        await platform.Apps.ScaleAsync(platform.Acme, "web", "shop", 1, cancellationToken: Cancellation);
        await platform.Apps.RedeployAsync(platform.Acme, Platform.Shop() with { Image = "nginx:1.28" }, cancellationToken: Cancellation);
        await platform.Apps.StopAsync(platform.Acme, "web", "shop", cancellationToken: Cancellation);
        await platform.Apps.StartAsync(platform.Acme, "web", "shop", cancellationToken: Cancellation);
        await platform.Apps.CreateVolumeAsync(platform.Acme, "web", "data", 1024, Cancellation);
        await platform.ShouldAgreeAsync();
        await platform.Apps.RemoveVolumeAsync(platform.Acme, "web", "data", cancellationToken: Cancellation);
        await platform.Apps.RemoveAsync(platform.Acme, "web", "shop", cancellationToken: Cancellation);

        (await platform.Host.Quotas.ListAllocationsAsync(platform.Acme, null, Cancellation)).Should().BeEmpty();
    }
}
