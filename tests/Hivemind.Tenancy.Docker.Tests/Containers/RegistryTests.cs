namespace Hivemind.Tenancy.Docker.Tests;

/// <summary>Images of registries: each tenant with its own credential, whatever lies on the node.</summary>
public sealed class RegistryTests(DockerDaemon daemon)
{
    [Fact]
    public async Task An_image_runs_for_those_whom_its_registry_lets_in_also_when_it_lies_on_the_node()
    {
        await using Registry registry = new(daemon.Pid, 5123, "acme", "right");
        await using Bench bench = new(daemon, o => o.AllowedImages.Add("127.0.0.1:5123/*"), credentials: new Credentials());
        DesiredApp acmes = Wanted(Bench.Key(), registry);
        DesiredApp betas = Wanted(Bench.Key(tenant: Bench.Beta), registry);
        DesiredApp nobodys = Wanted(new AppKey(new TenantReference(TenantId.Parse("nobody"), TenantUid.NewUid()), "web", "shop"), registry);

        await bench.RunAsync(acmes);
        await bench.ApplyAsync(betas);
        await bench.ApplyAsync(nobodys);

        foreach (DesiredApp other in new[] { betas, nobodys })
        {
            EngineApp app = await bench.UntilAsync(other.Key, a => a.Replicas.Count > 0);
            app.Replicas.Should().ContainSingle().Which.Should().BeEquivalentTo(new { State = ReplicaState.Pending });
            app.Replicas[0].Reason.Should().NotContain("right").And.NotContain("wrong");
        }

        (await bench.ContainersAsync("replica")).Should().OnlyContain(c => c.Labels["hivemind.tenancy.tenant"] == "acme");
        registry.Signed.Should().BePositive();
    }

    private static DesiredApp Wanted(AppKey key, Registry registry) => Bench.Wanted(key, s => s with { Image = registry.Image, Command = [] });

    private sealed class Credentials : IRegistryCredentials
    {
        public ValueTask<RegistryCredential?> FindAsync(TenantReference tenant, string registry, CancellationToken cancellationToken) => new(
            registry != "127.0.0.1:5123" ? null
            : tenant == Bench.Acme ? new RegistryCredential("acme", "right")
            : tenant == Bench.Beta ? new RegistryCredential("acme", "wrong")
            : null);
    }
}
