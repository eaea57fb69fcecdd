using System.Diagnostics;
using System.Net;
using Docker.DotNet;
using Docker.DotNet.Models;
using Hivemind.Tenancy.Docker;
using Hivemind.Tenancy.Workloads;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using EngineRestartPolicy = Docker.DotNet.Models.RestartPolicy;

namespace Hivemind.Tenancy.DockerBenchmark;

/// <summary>Ways to the same container. All are watched by the same calls, and what they made is removed after each.</summary>
internal sealed class Deployments : IAsyncDisposable
{
    public const double Budget = 1.05;

    private const string Name = "hivemind.tenancy.name";
    private const string AnchorImage = ""; // of nothing; the first app has it made
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    private readonly IHost _host;
    private readonly DockerClient _client;
    private readonly string _image;
    private Tenant _tenant = null!;
    private string _network = string.Empty;

    private Deployments(string socket, string image)
    {
        _image = image;
        Uri endpoint = new($"unix://{socket}");
        _client = new DockerClientBuilder().WithEndpoint(endpoint).Build();
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddTrustedTenancy().AddWorkloads().UseDocker(options =>
        {
            options.LocalImages.Add(image);
            options.SharedNetwork = IPNetwork.Parse("10.99.0.0/24");
            options.StopGrace = TimeSpan.Zero;
            options.Nodes.Add(new DockerNode("node-1", endpoint));
        });
        _host = builder.Build();
    }

    private IAppManager Apps => _host.Services.GetRequiredService<IAppManager>();

    public static async Task<Deployments> StartAsync(string socket, string image)
    {
        Deployments deployments = new(socket, image);
        await deployments._host.StartAsync();
        deployments._tenant = await deployments._host.Services.GetRequiredService<ITenantManager>().CreateTenantAsync(
            new TenantSpec { Id = TenantId.Parse("acme"), Name = "Acme", OwnerId = "alice", Namespaces = ["web"], ResourceQuotas = new ResourceQuotas { Containers = 10 } });

        // Its network is made with the first app; the other side uses it, too.
        await deployments.LibraryAsync("first");
        deployments._network = (await deployments._client.Networks.ListNetworksAsync(new NetworksListParameters())).Single(n => n.Name.StartsWith("hv-", StringComparison.Ordinal)).ID;
        return deployments;
    }

    /// <summary>Makes a container and starts it through the engine's client.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="isRecorded">Whether what is wanted is kept in the engine first, in a container that is never started, as the library does.</param>
    /// <returns>Milliseconds until it runs.</returns>
    public async Task<double> DirectAsync(string name, bool isRecorded)
    {
        long start = Stopwatch.GetTimestamp();
        CreateContainerResponse? record = isRecorded ? await _client.Containers.CreateContainerAsync(new CreateContainerParameters
        {
            Name = $"record-{name}",
            Image = AnchorImage,
            Cmd = ["never started"],
            HostConfig = new HostConfig { NetworkMode = "none" },
            Labels = new Dictionary<string, string> { ["record"] = new('x', 1000) },
        }) : null;
        await _client.Images.InspectImageAsync(_image);
        CreateContainerResponse made = await _client.Containers.CreateContainerAsync(new CreateContainerParameters
        {
            Name = $"direct-{name}",
            Image = _image,
            Entrypoint = ["sleep", "600"],
            Healthcheck = new HealthcheckConfig { Test = ["NONE"] },
            Labels = new Dictionary<string, string> { [Name] = $"direct-{name}" },
            HostConfig = new HostConfig
            {
                NanoCPUs = 250_000_000,
                Memory = 128L << 20,
                MemorySwap = 128L << 20,
                PidsLimit = 512,
                CapDrop = ["ALL"],
                SecurityOpt = ["no-new-privileges"],
                IpcMode = "private",
                CgroupnsMode = "private",
                NetworkMode = _network,
                RestartPolicy = new EngineRestartPolicy { Name = RestartPolicyKind.Always },
                LogConfig = new LogConfig { Type = "json-file", Config = new Dictionary<string, string> { ["max-size"] = "10m", ["max-file"] = "3" } },
            },
        });
        await _client.Containers.StartContainerAsync(made.ID, new ContainerStartParameters());
        await UntilRunsAsync($"direct-{name}");
        double took = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        await _client.Containers.RemoveContainerAsync(made.ID, new ContainerRemoveParameters { Force = true });
        if (record is not null)
        {
            await _client.Containers.RemoveContainerAsync(record.ID, new ContainerRemoveParameters());
        }

        return took;
    }

    /// <returns>Milliseconds until it runs, and until the call returned.</returns>
    public async Task<(double Runs, double Returned)> LibraryAsync(string name)
    {
        long start = Stopwatch.GetTimestamp();
        await Apps.DeployAsync(_tenant, new AppSpec { Name = name, Namespace = "web", Image = _image, Command = ["sleep", "600"] });
        double returned = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        await UntilRunsAsync(name);
        double took = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        await Apps.RemoveAsync(_tenant, "web", name);
        return (took, returned);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
        _client.Dispose();
    }

    private async Task UntilRunsAsync(string name)
    {
        ContainersListParameters running = new()
        {
            Filters = new Dictionary<string, IDictionary<string, bool>>
            {
                ["label"] = new Dictionary<string, bool> { [$"{Name}={name}"] = true },
                ["status"] = new Dictionary<string, bool> { ["running"] = true },
            },
        };
        while ((await _client.Containers.ListContainersAsync(running)).Count == 0)
        {
            await Task.Delay(Pause);
        }
    }
}
