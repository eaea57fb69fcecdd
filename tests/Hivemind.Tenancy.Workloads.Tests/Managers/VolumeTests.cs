namespace Hivemind.Tenancy.Workloads.Tests.Managers;

public sealed class VolumeTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Volume_holds_its_storage_and_outlives_apps()
    {
        await using Platform platform = await Platform.CreateAsync();
        await platform.Apps.CreateVolumeAsync(platform.Acme, "web", "data", 1024, Cancellation);
        await platform.DeployAsync(Platform.Shop() with { Volumes = [VolumeMount.Existing("data", "/data")] });

        (await platform.HeldAsync("volume/web/data")).Should().Be(new ResourceAmounts { StorageBytes = 1024 });
        (await platform.HeldAsync())!.StorageBytes.Should().Be(0, "the volume holds it by itself");
        await platform.Apps.RemoveAsync(platform.Acme, "web", "shop", cancellationToken: Cancellation);

        (await platform.Apps.ListVolumesAsync(platform.Acme, Cancellation)).Should().ContainSingle().Which.SizeBytes.Should().Be(1024);
        await platform.ShouldAgreeAsync();
    }

    [Fact]
    public async Task Same_again_returns_it_and_another_size_conflicts()
    {
        await using Platform platform = await Platform.CreateAsync();
        await platform.Apps.CreateVolumeAsync(platform.Acme, "web", "data", 1024, Cancellation);

        (await platform.Apps.CreateVolumeAsync(platform.Acme, "web", "data", 1024, Cancellation)).SizeBytes.Should().Be(1024);
        Func<Task> larger = () => platform.Apps.CreateVolumeAsync(platform.Acme, "web", "data", 2048, Cancellation).AsTask();

        await larger.Should().ThrowAsync<VolumeConflictException>();
        await platform.ShouldAgreeAsync();
    }

    [Fact]
    public async Task Volume_that_does_not_fit_is_refused()
    {
        await using Platform platform = await Platform.CreateAsync(new ResourceQuotas { StorageBytes = 1000 });

        Func<Task> create = () => platform.Apps.CreateVolumeAsync(platform.Acme, "web", "data", 1024, Cancellation).AsTask();

        await create.Should().ThrowAsync<QuotaExceededException>();
        (await platform.Apps.ListVolumesAsync(platform.Acme, Cancellation)).Should().BeEmpty();
    }

    /// <summary>Also when the other is put there between the look and the act.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Volume_that_was_made_anew_is_not_removed_for_the_one_before(bool isBetween)
    {
        await using Platform platform = await Platform.CreateAsync();
        AppVolume first = await platform.Apps.CreateVolumeAsync(platform.Acme, "web", "data", 1024, Cancellation);
        if (isBetween)
        {
            platform.Engine.Faults.Before = async (verb, _) =>
            {
                if (verb == nameof(IWorkloadEngine.RemoveVolumeAsync))
                {
                    platform.Engine.Faults.Before = null;
                    await MakeAnewAsync(platform);
                }
            };
        }
        else
        {
            await MakeAnewAsync(platform);
        }

        Func<Task> remove = () => platform.Apps.RemoveVolumeAsync(platform.Acme, "web", "data", first.Instance, Cancellation).AsTask();
        (await remove.Should().ThrowAsync<VolumeConflictException>()).Which.Message.Should().Contain("another");
        AppVolume second = (await platform.Apps.ListVolumesAsync(platform.Acme, Cancellation)).Should().ContainSingle().Subject;
        await platform.ShouldAgreeAsync();
        (await platform.Apps.RemoveVolumeAsync(platform.Acme, "web", "data", second.Instance, Cancellation)).Should().BeTrue();
        (await platform.Apps.RemoveVolumeAsync(platform.Acme, "web", "data", second.Instance, Cancellation)).Should().BeFalse("it is gone");

        static async Task MakeAnewAsync(Platform platform)
        {
            await platform.Apps.RemoveVolumeAsync(platform.Acme, "web", "data", cancellationToken: Cancellation);
            await platform.Apps.CreateVolumeAsync(platform.Acme, "web", "data", 1024, Cancellation);
        }
    }

    [Fact]
    public async Task Volume_goes_when_no_app_names_it()
    {
        await using Platform platform = await Platform.CreateAsync();
        await platform.Apps.CreateVolumeAsync(platform.Acme, "web", "data", 1024, Cancellation);
        await platform.DeployAsync(Platform.Shop() with { Volumes = [VolumeMount.Existing("data", "/data")] });
        await platform.Apps.StopAsync(platform.Acme, "web", "shop", cancellationToken: Cancellation);
        Func<Task> remove = () => platform.Apps.RemoveVolumeAsync(platform.Acme, "web", "data", cancellationToken: Cancellation).AsTask();
        await remove.Should().ThrowAsync<VolumeConflictException>().WithMessage("*shop*");
        (await platform.HeldAsync("volume/web/data")).Should().NotBeNull();

        await platform.Apps.RemoveAsync(platform.Acme, "web", "shop", cancellationToken: Cancellation);
        (await platform.Apps.RemoveVolumeAsync(platform.Acme, "web", "data", cancellationToken: Cancellation)).Should().BeTrue();

        (await platform.AllocationAsync("volume/web/data")).Should().BeNull();
        (await platform.Apps.RemoveVolumeAsync(platform.Acme, "web", "data", cancellationToken: Cancellation)).Should().BeFalse();
    }

    [Fact]
    public async Task App_runs_where_its_volume_lies()
    {
        await using Platform platform = await Platform.CreateAsync();
        await platform.DeployAsync(Platform.Shop() with { Name = "first" });
        platform.Engine.AddNode(new Node("second"));
        AppVolume volume = await platform.Apps.CreateVolumeAsync(platform.Acme, "web", "data", 1024, Cancellation);
        volume.Source.Should().Be("second", "it is the least loaded");
        await platform.DeployAsync(Platform.Shop(9) with { Name = "third" });

        App app = await platform.DeployAsync(Platform.Shop() with { Volumes = [VolumeMount.Existing("data", "/data")] });

        app.Source.Should().Be("second");
    }

    [Fact]
    public async Task Volume_that_is_not_there_or_is_anothers_is_refused()
    {
        await using Platform platform = await Platform.CreateAsync();
        Tenant beta = await platform.Host.CreateTenantAsync("beta", s => s with { Namespaces = ["beta-web"] }, Cancellation);
        await platform.Apps.CreateVolumeAsync(beta, "beta-web", "data", 1024, Cancellation);
        platform.Engine.AddSharedVolume(new Volume("betas", beta));
        platform.Engine.AddSharedVolume(new Volume("news"));

        foreach (VolumeMount mount in new[] { VolumeMount.Existing("data", "/data"), VolumeMount.Shared("betas", "/data"), VolumeMount.Shared("none", "/data") })
        {
            Func<Task> deploy = () => platform.DeployAsync(Platform.Shop() with { Volumes = [mount] }).AsTask();
            (await deploy.Should().ThrowAsync<AppDeploymentException>()).Which.Step.Should().Be(AppStep.Isolation);
        }

        (await platform.DeployAsync(Platform.Shop() with { Volumes = [VolumeMount.Shared("news", "/data")] })).State.Should().Be(AppState.Ready);
        (await platform.Apps.ListVolumesAsync(platform.Acme, Cancellation)).Should().BeEmpty();
    }

    [Fact]
    public async Task Volume_removed_while_an_app_that_mounts_it_is_deployed_leaves_no_such_app()
    {
        await using Platform platform = await Platform.CreateAsync();
        await platform.Apps.CreateVolumeAsync(platform.Acme, "web", "data", 1024, Cancellation);
        platform.Engine.Faults.Before = async (verb, token) =>
        {
            if (verb == nameof(IWorkloadEngine.ApplyAsync))
            {
                platform.Engine.Faults.Before = null;
                await platform.Apps.RemoveVolumeAsync(platform.Acme, "web", "data", cancellationToken: token);
            }
        };

        Func<Task> deploy = () => platform.DeployAsync(Platform.Shop() with { Volumes = [VolumeMount.Existing("data", "/data")] }).AsTask();

        await deploy.Should().ThrowAsync<AppDeploymentException>();
        await platform.ShouldAgreeAsync();
    }

    [Fact]
    public async Task Creation_that_fails_does_not_remove_what_was_acknowledged_to_another_since()
    {
        StoreFaults store = new();
        Platform? platform = null;
        platform = await Platform.CreateAsync(around: (method, arguments, call) =>
        {
            if (method.Name == nameof(ITenantStore.CommitAsync) && store.FailsIn is not null)
            {
                object? failure = store.Around(method, arguments, call);
                platform!.Apps.CreateVolumeAsync(platform.Acme, "web", "data", 1024).AsTask().GetAwaiter().GetResult();
                return failure;
            }

            return call();
        });
        await using Platform disposal = platform;
        store.FailsIn = nameof(ITenantStore.CommitAsync);

        await new Func<Task>(() => platform.Apps.CreateVolumeAsync(platform.Acme, "web", "data", 1024).AsTask()).Should().ThrowAsync<AppDeploymentException>();

        (await platform.Apps.ListVolumesAsync(platform.Acme, Cancellation)).Should().ContainSingle();
        await platform.ShouldAgreeAsync();
    }

    [Fact]
    public async Task Volume_removed_before_its_creation_is_committed_is_not_acknowledged_and_not_held()
    {
        Platform? platform = null;
        bool isDue = false;
        platform = await Platform.CreateAsync(around: (method, arguments, call) =>
        {
            if (isDue && method.Name == nameof(ITenantStore.CommitAsync))
            {
                isDue = false;
                platform!.Apps.RemoveVolumeAsync(platform.Acme, "web", "data").AsTask().GetAwaiter().GetResult().Should().BeTrue();
            }

            return call();
        });
        await using Platform disposal = platform;
        isDue = true;

        await new Func<Task>(() => platform.Apps.CreateVolumeAsync(platform.Acme, "web", "data", 1024).AsTask()).Should().ThrowAsync<AppDeploymentException>();

        (await platform.AllocationAsync("volume/web/data")).Should().BeNull();
        await platform.ShouldAgreeAsync();
    }

    [Fact]
    public async Task Volume_whose_id_holds_something_else_conflicts()
    {
        await using Platform platform = await Platform.CreateAsync();
        await using ResourceReservation other = await platform.Host.Quotas.ReserveAsync(
            platform.Acme, new ResourceAmounts { StorageBytes = 1 }, new ReservationOptions { AllocationId = "volume/web/data" }, Cancellation);

        Func<Task> create = () => platform.Apps.CreateVolumeAsync(platform.Acme, "web", "data", 1024, Cancellation).AsTask();

        await create.Should().ThrowAsync<VolumeConflictException>();
        (await platform.Apps.ListVolumesAsync(platform.Acme, Cancellation)).Should().BeEmpty();
    }

    [Fact]
    public async Task Undo_of_a_creation_waits_for_the_engine_for_so_long_only()
    {
        await using Platform platform = await Platform.CreateAsync();
        platform.Engine.Faults.LoseAnswer(nameof(IWorkloadEngine.CreateVolumeAsync));
        platform.Engine.Faults.Before = (verb, token) =>
            verb == nameof(IWorkloadEngine.RemoveVolumeAsync) ? Task.Delay(Timeout.Infinite, token) : Task.CompletedTask;

        Task create = platform.Apps.CreateVolumeAsync(platform.Acme, "web", "data", 1024, Cancellation).AsTask();
        for (int i = 0; i < 500 && !create.IsCompleted; i++)
        {
            platform.Host.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(2, Cancellation);
        }

        create.IsCompleted.Should().BeTrue();
        (await new Func<Task>(() => create).Should().ThrowAsync<AppDeploymentException>()).Which.IsUndone.Should().BeFalse();
    }
}
