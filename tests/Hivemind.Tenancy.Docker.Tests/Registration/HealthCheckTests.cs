using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Hivemind.Tenancy.Docker.Tests;

public sealed class HealthCheckTests(DockerDaemon daemon)
{
    [Fact]
    public async Task A_node_that_answers_and_keeps_apart_is_healthy()
    {
        await using ServiceProvider host = Build(DockerDaemon.Image, daemon.Endpoint);
        (await CheckAsync(host)).Status.Should().Be(HealthStatus.Degraded, "it has not been tried");

        await host.GetRequiredService<DockerWorkloadEngine>().TryNodesAsync(Bench.Stop);

        (await CheckAsync(host)).Status.Should().Be(HealthStatus.Healthy);
    }

    [Fact]
    public async Task A_node_that_keeps_less_apart_than_it_should_is_degraded_and_says_what()
    {
        await using ServiceProvider host = Build(DockerDaemon.Image, daemon.Endpoint);
        IPNetwork pool = host.GetRequiredService<IOptions<DockerOptions>>().Value.NetworkPool;
        string[] rule = ["INPUT", "-s", $"{pool}", "-i", "hv-+", "-j", "ACCEPT"];
        await daemon.InNamespaceAsync(["iptables", "-I", .. rule]);
        try
        {
            await host.GetRequiredService<DockerWorkloadEngine>().TryNodesAsync(Bench.Stop);
        }
        finally
        {
            await daemon.InNamespaceAsync(["iptables", "-D", .. rule]);
        }

        HealthReportEntry health = await CheckAsync(host);
        health.Status.Should().Be(HealthStatus.Degraded);
        health.Data["node-0"].Should().BeOfType<string>().Which.Should().Contain("blocked: a service of the host, through a gateway");
    }

    [Fact]
    public async Task A_node_that_does_not_answer_is_a_failure_beside_one_that_does()
    {
        await using ServiceProvider host = Build(probe: null, daemon.Endpoint, new Uri("unix:///nowhere/docker.sock"));

        HealthReportEntry health = await CheckAsync(host);

        health.Status.Should().Be(HealthStatus.Unhealthy);
        health.Description.Should().Be("These nodes do not answer: 'node-1'.");
        health.Data.Should().BeEquivalentTo(new Dictionary<string, object> { ["node-1"] = "It does not answer." });
    }

    private static ServiceProvider Build(string? probe, params Uri[] endpoints)
    {
        DockerOptions options = Engines.Options(endpoints[0], Engines.NewPlatform(), o => o.ProbeImage = probe);
        options.Nodes.Clear();
        for (int i = 0; i < endpoints.Length; i++)
        {
            options.Nodes.Add(new DockerNode($"node-{i}", endpoints[i]));
        }

        ServiceCollection services = new();
        services.AddLogging();
        services.AddHealthChecks().AddHivemindTenancyDocker();
        services.AddHivemindTenancy().AddWorkloads().UseDocker(options.CopyTo);
        return services.BuildServiceProvider();
    }

    private static async Task<HealthReportEntry> CheckAsync(ServiceProvider host) =>
        (await host.GetRequiredService<HealthCheckService>().CheckHealthAsync(Bench.Stop)).Entries["hivemind_tenancy_docker"];
}
