namespace Hivemind.Tenancy.Workloads.Tests.Reconciliation;

/// <summary>What a tenant that is gone has left on the engine.</summary>
public sealed class LeftTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Networks_go_with_the_last_app_and_volumes_stay_until_an_operator_removes_them()
    {
        await using Platform platform = await Platform.CreateAsync();
        platform.Engine.AddNode(new Node("second"));
        await platform.Host.Tenants.DeleteTenantAsync(platform.Acme, cancellationToken: Cancellation);
        await platform.Engine.ApplyAsync(Stray(platform, "shop", "memory"), 0, Cancellation);
        await platform.Engine.ApplyAsync(Stray(platform, "other", "second"), 0, Cancellation);
        AppVolume volume = await platform.Engine.CreateVolumeAsync(new AppVolume(platform.Key("data"), 1024, "memory"), null, Cancellation);
        List<int> appsLeft = [];
        platform.Engine.Faults.Before = async (verb, _) =>
        {
            if (verb == nameof(IWorkloadEngine.RemoveTenantAsync))
            {
                platform.Engine.Faults.Before = null;
                appsLeft.Add(await AppsAsync(platform));
            }
        };
        Tenant next = await platform.Host.CreateTenantAsync("acme", s => s with { Namespaces = ["web"] }, Cancellation);
        AppVolume theirs = await platform.Apps.CreateVolumeAsync(next, "web", "data", 2048, Cancellation);

        (await platform.Reconciler.ReconcileAsync(Cancellation)).Should().BeTrue();

        appsLeft.Should().Equal([0], "networks cannot go while an app is on them");
        (await platform.Engine.FindVolumeAsync(volume.Key, Cancellation)).Should().Be(volume);
        await platform.Reconciler.RemoveLeftVolumesAsync(platform.Acme, Cancellation);
        (await platform.Engine.FindVolumeAsync(volume.Key, Cancellation)).Should().BeNull();
        (await platform.Engine.FindVolumeAsync(theirs.Key, Cancellation)).Should().Be(theirs);
    }

    [Fact]
    public async Task App_that_cannot_be_removed_keeps_its_networks()
    {
        await using Platform platform = await Platform.CreateAsync();
        await platform.Host.Tenants.DeleteTenantAsync(platform.Acme, cancellationToken: Cancellation);
        await platform.Engine.ApplyAsync(Stray(platform, "shop", "memory"), 0, Cancellation);
        int removals = 0;
        platform.Engine.Faults.Before = (verb, _) =>
        {
            removals += verb == nameof(IWorkloadEngine.RemoveTenantAsync) ? 1 : 0;
            return Task.CompletedTask;
        };
        platform.Engine.Faults.Fail(nameof(IWorkloadEngine.RemoveAsync));

        (await platform.Reconciler.ReconcileAsync(Cancellation)).Should().BeFalse();
        removals.Should().Be(0);
        (await platform.Reconciler.ReconcileAsync(Cancellation)).Should().BeTrue();

        removals.Should().Be(1);
    }

    [Fact]
    public async Task Volumes_of_a_tenant_that_is_there_are_not_left()
    {
        await using Platform platform = await Platform.CreateAsync();
        AppVolume volume = await platform.Apps.CreateVolumeAsync(platform.Acme, "web", "data", 1024, Cancellation);

        await new Func<Task>(() => platform.Reconciler.RemoveLeftVolumesAsync(platform.Acme, Cancellation).AsTask()).Should().ThrowAsync<InvalidOperationException>();
        await new Func<Task>(() => platform.Reconciler.RemoveLeftVolumesAsync(platform.Acme.Id, Cancellation).AsTask()).Should().ThrowAsync<ArgumentException>();

        (await platform.Engine.FindVolumeAsync(volume.Key, Cancellation)).Should().Be(volume);
    }

    [Fact]
    public async Task Stray_that_is_adopted_stands_in_its_namespace()
    {
        await using Platform platform = await Platform.CreateAsync();
        await platform.Engine.ApplyAsync(Stray(platform, "shop", "memory"), 0, Cancellation);
        await platform.Engine.CreateVolumeAsync(new AppVolume(platform.Key("data"), 1024, "memory"), null, Cancellation);

        await platform.Reconciler.ReconcileAsync(Cancellation);
        await platform.Reconciler.ReconcileAsync(Cancellation);

        (await platform.AllocationAsync())!.Namespace.Should().Be("web");
        (await platform.AllocationAsync("volume/web/data"))!.Namespace.Should().Be("web");
        await new Func<Task>(() => platform.Host.Tenants.RemoveNamespaceAsync(platform.Acme, "web", Cancellation).AsTask()).Should().ThrowAsync<TenantInUseException>();
    }

    private static DesiredApp Stray(Platform platform, string name, string source) => new()
    {
        Key = platform.Key(name),
        Instance = Guid.NewGuid(),
        Generation = 1,
        Spec = Platform.Shop() with { Name = name },
        Source = source,
        Isolation = IsolationLevel.NetworkOnly.Settings,
    };

    private static async Task<int> AppsAsync(Platform platform)
    {
        int count = 0;
        foreach (string source in platform.Engine.Sources)
        {
            count += (await platform.Engine.ListAsync(source, platform.Acme, Cancellation)).Apps.Count;
        }

        return count;
    }
}
