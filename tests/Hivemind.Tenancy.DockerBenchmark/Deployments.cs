using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using Docker.DotNet;
using Docker.DotNet.Models;
using Hivemind.Tenancy.Docker;
using Hivemind.Tenancy.Workloads;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using EngineRestartPolicy = Docker.DotNet.Models.RestartPolicy;

namespace Hivemind.Tenancy.DockerBenchmark;

/// <summary>
/// Ways to the same container. All are seen to run by the same stream of the engine's events: who asks again and again whether a container runs
/// slows its start down, and more so the earlier they begin. What a way has made is removed after it, and the next begins when that has settled.
/// </summary>
internal sealed class Deployments : IAsyncDisposable
{
    public const double Budget = 1.05;

    private const string Name = "hivemind.tenancy.name";
    private const string AnchorImage = ""; // of nothing; the first app has it made

    /// <summary>Longer than what follows a removal: looks at what it has changed, which are made beside it.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(800);

    private readonly ConcurrentDictionary<string, TaskCompletionSource<long>> _starts = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _end = new();
    private readonly IHost _host;
    private readonly DockerClient _client;
    private readonly string _image;
    private Tenant _tenant = null!;
    private string _network = string.Empty;
    private Task _watching = Task.CompletedTask;

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
        deployments._watching = deployments.WatchAsync();
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
        Task<long> runs = RunsAsync($"direct-{name}");
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
            NetworkingConfig = new NetworkingConfig
            {
                EndpointsConfig = new Dictionary<string, EndpointSettings> { [_network] = new EndpointSettings { Aliases = [$"direct-{name}.web"] } },
            },
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
        double took = Stopwatch.GetElapsedTime(start, await runs).TotalMilliseconds;
        await _client.Containers.RemoveContainerAsync(made.ID, new ContainerRemoveParameters { Force = true });
        if (record is not null)
        {
            await _client.Containers.RemoveContainerAsync(record.ID, new ContainerRemoveParameters());
        }

        await Task.Delay(Rest);
        return took;
    }

    /// <returns>Milliseconds until it runs, and until the call returned.</returns>
    public async Task<(double Runs, double Returned)> LibraryAsync(string name)
    {
        Task<long> runs = RunsAsync(name);
        long start = Stopwatch.GetTimestamp();
        await Apps.DeployAsync(_tenant, new AppSpec { Name = name, Namespace = "web", Image = _image, Command = ["sleep", "600"] });
        double returned = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        double took = Stopwatch.GetElapsedTime(start, await runs).TotalMilliseconds;
        await Apps.RemoveAsync(_tenant, "web", name);
        await Task.Delay(Rest);
        return (took, returned);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
        await _end.CancelAsync();
        await _watching;
        _client.Dispose();
        _end.Dispose();
    }

    /// <summary>When a container of this name runs, as a time stamp of the process.</summary>
    private Task<long> RunsAsync(string name) => _starts.GetOrAdd(name, _ => new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    private async Task WatchAsync()
    {
        ContainerEventsParameters starts = new()
        {
            Since = DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), // the connection may begin late
            Filters = new Dictionary<string, IDictionary<string, bool>> { ["event"] = new Dictionary<string, bool> { ["start"] = true } },
        };
        try
        {
            await _client.System.MonitorEventsAsync(starts, new Started(_starts), _end.Token);
        }
        catch (Exception) when (_end.IsCancellationRequested)
        {
            // It is over.
        }
    }

    /// <summary>Not <see cref="Progress{T}"/>, which hands on later.</summary>
    private sealed class Started(ConcurrentDictionary<string, TaskCompletionSource<long>> starts) : IProgress<Message>
    {
        public void Report(Message value)
        {
            if (value.Actor?.Attributes.TryGetValue(Name, out string? name) == true && starts.TryRemove(name, out TaskCompletionSource<long>? start))
            {
                start.TrySetResult(Stopwatch.GetTimestamp());
            }
        }
    }
}
