namespace Hivemind.Tenancy.Workloads.Tests.Reconciliation;

/// <summary>A store that is empty, or another's, says nothing about what runs.</summary>
public sealed class UnknownTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("acme")]
    [InlineData("never")]
    public async Task Apps_and_volumes_of_tenants_that_the_store_has_never_known_are_left_alone(string id)
    {
        await using Platform platform = await Platform.CreateAsync();
        DesiredApp foreign = Foreign(id);
        await platform.Engine.ApplyAsync(foreign, 0, Cancellation);
        await platform.Engine.CreateVolumeAsync(new AppVolume(new AppKey(foreign.Key.Tenant, "web", "data"), 1024, "memory"), null, Cancellation);
        await platform.DeployAsync();

        (await platform.Reconciler.ReconcileAsync(Cancellation)).Should().BeTrue();
        await platform.Reconciler.ReconcileAsync("memory", foreign.Key.Tenant, Cancellation);

        (await platform.Engine.FindAsync(foreign.Key, Cancellation))!.IsReady.Should().BeTrue();
        (await platform.Engine.ListAsync("memory", foreign.Key.Tenant, Cancellation)).Volumes.Should().ContainSingle();
        platform.Reconciler.Unknown.Should().Equal(foreign.Key);
        await platform.ShouldAgreeAsync();
    }

    [Fact]
    public async Task They_are_removed_where_the_host_says_so()
    {
        await using Platform platform = await Platform.CreateAsync(options: o => o.RemovesUnknown = true);
        DesiredApp foreign = Foreign("never");
        await platform.Engine.ApplyAsync(foreign, 0, Cancellation);

        await platform.Reconciler.ReconcileAsync(Cancellation);

        (await platform.Engine.FindAsync(foreign.Key, Cancellation)).Should().BeNull();
        platform.Reconciler.Unknown.Should().BeEmpty();
    }

    private static DesiredApp Foreign(string id) => new()
    {
        Key = new AppKey(new TenantReference(TenantId.Parse(id), TenantUid.NewUid()), "web", "shop"),
        Instance = Guid.NewGuid(),
        Generation = 1,
        Spec = Platform.Shop(),
        Source = "memory",
        Isolation = IsolationLevel.Soft.Settings,
    };
}
