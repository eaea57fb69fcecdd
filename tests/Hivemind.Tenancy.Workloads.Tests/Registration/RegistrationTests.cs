using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Hivemind.Tenancy.Workloads.Tests.Registration;

public sealed class RegistrationTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Twice_is_harmless_and_every_configuration_counts()
    {
        await using TenancyTestHost host = new(configure: b => b.AddWorkloads(o => o.Strays = StrayPolicy.Remove).AddWorkloads(o => o.ReconcileInterval = TimeSpan.FromMinutes(5)));

        host.Services.GetServices<ITenantProvisioner>().Should().ContainSingle();
        host.Services.GetServices<IHostedService>().OfType<AppReconciliationService>().Should().ContainSingle();
        host.Services.GetRequiredService<IOptions<WorkloadOptions>>().Value.Should().BeEquivalentTo(new { Strays = StrayPolicy.Remove, ReconcileInterval = TimeSpan.FromMinutes(5) });
        host.Services.GetRequiredService<IWorkloadEngine>().Should().BeSameAs(host.Services.GetRequiredService<InMemoryWorkloadEngine>());
    }

    [Fact]
    public async Task Another_engine_is_used_whichever_comes_first()
    {
        foreach (Action<HivemindTenancyBuilder> configure in new Action<HivemindTenancyBuilder>[]
        {
            b => b.AddWorkloads().UseWorkloadEngine<Another>(),
            b => b.UseWorkloadEngine<Another>().AddWorkloads(),
        })
        {
            await using TenancyTestHost host = new(configure: configure);
            host.Services.GetRequiredService<IWorkloadEngine>().Should().BeOfType<Another>();
            host.Services.GetRequiredService<IAppManager>().Should().NotBeNull();
        }
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(3601)]
    public void Interval_out_of_range_is_refused(double seconds)
    {
        Action set = () => _ = new WorkloadOptions { ReconcileInterval = TimeSpan.FromSeconds(seconds) };

        set.Should().Throw<ArgumentOutOfRangeException>().WithMessage("*ReconcileInterval*00:00:01 to 01:00:00*");
    }

    [Fact]
    public async Task Secret_is_asked_for_when_a_container_starts_and_is_found_nowhere()
    {
        Secrets secrets = new();
        await using Platform platform = await Platform.CreateAsync(configure: b => b.Services.AddSingleton<ISecretResolver>(secrets));
        AppSpec spec = Platform.Shop() with { Secrets = new Dictionary<string, SecretReference> { ["PASSWORD"] = new("db-password") } };

        App app = await platform.DeployAsync(spec);

        app.State.Should().Be(AppState.Ready);
        secrets.Asked.Should().Equal((app.Key, new SecretReference("db-password")));
        EngineApp found = (await platform.OnEngineAsync())!;
        string everything = string.Join('\n', [found.Desired.ToString(), .. found.Replicas.Select(r => r.ToString()), (await platform.AllocationAsync())!.ToString()]);
        everything.Should().NotContain(Secrets.Value);

        App other = await platform.DeployAsync(spec with { Name = "other", Secrets = new Dictionary<string, SecretReference> { ["PASSWORD"] = new("absent") } });
        other.State.Should().Be(AppState.Pending);
        other.Replicas[0].Reason.Should().Contain("'absent'");
    }

    private sealed class Secrets : ISecretResolver
    {
        public const string Value = "hunter2";

        public List<(AppKey App, SecretReference Secret)> Asked { get; } = [];

        public ValueTask<string?> ResolveAsync(AppKey app, SecretReference secret, CancellationToken cancellationToken)
        {
            Asked.Add((app, secret));
            return new ValueTask<string?>(secret.Name == "absent" ? null : Value);
        }
    }

#pragma warning disable CA1812 // Made by the container.
    private sealed class Another(TimeProvider time) : IWorkloadEngine
    {
        private readonly InMemoryWorkloadEngine _inner = new(time);

        public IReadOnlyList<string> Sources => _inner.Sources;

        public ResourceAmounts UnlessAsked => ResourceAmounts.None;

        public TimeSpan StopGrace => TimeSpan.Zero;

        public EngineCapabilities Capabilities => _inner.Capabilities;

        public ValueTask<EnginePlacement> PlaceAsync(PlacementRequest request, CancellationToken cancellationToken = default) => _inner.PlaceAsync(request, cancellationToken);

        public ValueTask<EngineApp> ApplyAsync(DesiredApp desired, long expectedGeneration, CancellationToken cancellationToken = default) => _inner.ApplyAsync(desired, expectedGeneration, cancellationToken);

        public ValueTask<bool> RemoveAsync(AppKey key, DesiredApp? expected, CancellationToken cancellationToken = default) => _inner.RemoveAsync(key, expected, cancellationToken);

        public ValueTask<EngineApp?> FindAsync(AppKey key, CancellationToken cancellationToken = default) => _inner.FindAsync(key, cancellationToken);

        public ValueTask<EngineListing> ListAsync(string source, TenantReference? tenant, CancellationToken cancellationToken = default) => _inner.ListAsync(source, tenant, cancellationToken);

        public IAsyncEnumerable<EngineChange> WatchAsync(string? cursor, CancellationToken cancellationToken = default) => _inner.WatchAsync(cursor, cancellationToken);

        public IAsyncEnumerable<AppLogLine> ReadLogsAsync(AppKey key, AppLogQuery query, CancellationToken cancellationToken = default) => _inner.ReadLogsAsync(key, query, cancellationToken);

        public ValueTask<IReadOnlyList<ReplicaUsage>> GetUsageAsync(AppKey key, CancellationToken cancellationToken = default) => _inner.GetUsageAsync(key, cancellationToken);

        public ValueTask<AppVolume> CreateVolumeAsync(AppVolume volume, Guid? expectedInstance, CancellationToken cancellationToken = default) => _inner.CreateVolumeAsync(volume, expectedInstance, cancellationToken);

        public ValueTask<bool> RemoveVolumeAsync(AppKey volume, AppVolume? expected, CancellationToken cancellationToken = default) => _inner.RemoveVolumeAsync(volume, expected, cancellationToken);

        public ValueTask<AppVolume?> FindVolumeAsync(AppKey volume, CancellationToken cancellationToken = default) => _inner.FindVolumeAsync(volume, cancellationToken);

        public ValueTask<Volume?> FindSharedVolumeAsync(string name, CancellationToken cancellationToken = default) => _inner.FindSharedVolumeAsync(name, cancellationToken);

        public ValueTask RemoveTenantAsync(TenantReference tenant, bool keepVolumes, CancellationToken cancellationToken = default) => _inner.RemoveTenantAsync(tenant, keepVolumes, cancellationToken);
    }
#pragma warning restore CA1812
}
