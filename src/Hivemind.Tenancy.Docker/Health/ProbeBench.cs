using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using Docker.DotNet;
using Docker.DotNet.Models;
using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.Docker;

/// <summary>Throw-away networks and containers on a node, which are gone when it is disposed.</summary>
internal sealed class ProbeBench(NodeClient node, DockerOptions options, string image) : IAsyncDisposable
{
    public const int Port = 7001;
    public const string Shell = "sh";
    public const string Answer = "hivemind-reached";

    private const string Name = "hv-probe-";
    private const int MostLines = 100;

    private readonly List<string> _containers = [];
    private readonly List<string> _networks = [];

    public static string Serve(int port) => $"mkdir -p /tmp/hv && echo {Answer} > /tmp/hv/f && exec httpd -f -p {port} -h /tmp/hv";

    /// <summary>Removes what a host that died while it tried has left, by the engine's own clock.</summary>
    public async Task RemoveOldAsync(TimeSpan age, CancellationToken cancellationToken)
    {
        Dictionary<string, IDictionary<string, bool>> probes = NodeClient.Filter([Labels.Is(Labels.Kind, Labels.Probe)]);
        SystemInfoResponse info = await node.CallAsync((c, t) => c.System.GetSystemInfoAsync(t), cancellationToken).ConfigureAwait(false);
        DateTime before = DateTimeOffset.Parse(info.SystemTime, CultureInfo.InvariantCulture).UtcDateTime - age;
        foreach (ContainerListResponse old in (await node.ListAsync([Labels.Is(Labels.Kind, Labels.Probe)], cancellationToken).ConfigureAwait(false))
            .Where(c => c.Created <= before && c.Names?.Any(n => n.StartsWith($"/{Name}", StringComparison.Ordinal)) == true))
        {
            await node.RemoveAsync(old.ID, TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
        }

        IList<NetworkResponse> networks = await node.CallAsync((c, t) => c.Networks.ListNetworksAsync(new NetworksListParameters { Filters = probes }, t), cancellationToken).ConfigureAwait(false);
        foreach (NetworkResponse old in networks.Where(n => n.Created <= before))
        {
            await node.FindAsync(
                async (c, t) =>
                {
                    await c.Networks.DeleteNetworkAsync(old.ID, t).ConfigureAwait(false);
                    return old;
                },
                cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A bridge as a tenant's own.</summary>
    public async Task<(string Id, string Gateway)> NetworkAsync(CancellationToken cancellationToken)
    {
        string mark = RandomNumberGenerator.GetHexString(12, lowercase: true);
        foreach (IPNetwork range in NetworkStore.Ranges(options.NetworkPool, options.NetworkPrefixLength, mark))
        {
            NetworksCreateParameters parameters = NetworkStore.Bridge(string.Empty, mark, string.Empty, range);
            parameters.Labels[Labels.Kind] = Labels.Probe;
            try
            {
                string id = (await node.AskAsync((c, t) => c.Networks.CreateNetworkAsync(parameters, t), cancellationToken).ConfigureAwait(false)).ID;
                _networks.Add(id);
                return (id, parameters.IPAM!.Config[0].Gateway);
            }
            catch (DockerApiException e) when (e.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.Conflict)
            {
                // This range is taken.
            }
            catch (DockerApiException e)
            {
                throw EngineError.Of(node.Name, e);
            }
        }

        throw new WorkloadEngineException($"No range of {options.NetworkPool} is free on node '{node.Name}'.");
    }

    /// <summary>A container that runs a script.</summary>
    public async Task<ContainerInspectResponse> RunAsync(string network, string script, CancellationToken cancellationToken, bool isPublished = false, long memory = 64L << 20)
    {
        CreateContainerParameters parameters = new()
        {
            Name = $"{Name}{RandomNumberGenerator.GetHexString(12, lowercase: true)}",
            Image = image,
            Entrypoint = [Shell, "-c", script],
            Labels = Labels.ForContainer((Labels.Kind, Labels.Probe)),
            ExposedPorts = new Dictionary<string, EmptyStruct> { [$"{Port}/tcp"] = default },
            HostConfig = new HostConfig
            {
                NetworkMode = network,
                Memory = memory,
                MemorySwap = memory,
                PidsLimit = 64,
                CapDrop = ["ALL"],
                SecurityOpt = ["no-new-privileges"],
                PortBindings = isPublished ? new Dictionary<string, IList<PortBinding>> { [$"{Port}/tcp"] = [new PortBinding { HostIP = "0.0.0.0", HostPort = "0" }] } : null!,
            },
        };
        string id = (await node.CallAsync((c, t) => c.Containers.CreateContainerAsync(parameters, t), cancellationToken).ConfigureAwait(false)).ID;
        _containers.Add(id);
        await node.CallAsync((c, t) => c.Containers.StartContainerAsync(id, new ContainerStartParameters(), t), cancellationToken).ConfigureAwait(false);
        return await InspectAsync(id, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Which of some commands the image lacks, or the shell that would tell.</summary>
    public async Task<IReadOnlyList<string>> LackingAsync(IEnumerable<string> commands, CancellationToken cancellationToken)
    {
        ContainerInspectResponse teller;
        try
        {
            teller = await RunAsync("none", $"for c in {string.Join(' ', commands)}; do command -v $c > /dev/null || echo $c; done", cancellationToken).ConfigureAwait(false);
        }
        catch (WorkloadEngineException e) when (e.InnerException is DockerApiException refusal && refusal.Message().Contains($"\"{Shell}\"", StringComparison.Ordinal))
        {
            return [Shell]; // The engine names what it cannot start.
        }

        await EndOfAsync(teller, cancellationToken).ConfigureAwait(false);
        return [.. (await LogReader.ReadAsync(node, teller.ID, MostLines, cancellationToken).ConfigureAwait(false)).Where(l => !l.IsError).Select(l => l.Text)];
    }

    /// <summary>How a container ends that does so by itself.</summary>
    public async Task<State> EndOfAsync(ContainerInspectResponse container, CancellationToken cancellationToken)
    {
        await node.CallAsync((c, t) => c.Containers.WaitContainerAsync(container.ID, t), cancellationToken).ConfigureAwait(false);
        return (await InspectAsync(container.ID, cancellationToken).ConfigureAwait(false)).State!;
    }

    /// <summary>Whether one container gets the answer of a server.</summary>
    public async Task<bool> ReachesAsync(ContainerInspectResponse from, string host, int port, CancellationToken cancellationToken) => await node.CallAsync(
        async (c, t) =>
        {
            IList<string> command = ["timeout", "2", "wget", "-q", "-O", "-", $"http://{host}:{port}/f"];
            ContainerExecCreateResponse made = await c.Exec.CreateContainerExecAsync(from.ID, new ContainerExecCreateParameters { Cmd = command, AttachStdout = true, AttachStderr = true }, t).ConfigureAwait(false);
            using MultiplexedStream stream = await c.Exec.StartContainerExecAsync(made.ID, new ContainerExecStartParameters(), t).ConfigureAwait(false);
            return (await stream.ReadOutputToEndAsync(t).ConfigureAwait(false)).stdout.Contains(Answer, StringComparison.Ordinal);
        },
        cancellationToken).ConfigureAwait(false);

    public async ValueTask DisposeAsync()
    {
        try
        {
            await Task.WhenAll(_containers.Select(id => node.RemoveAsync(id, TimeSpan.Zero, CancellationToken.None))).ConfigureAwait(false);
            foreach (string id in _networks)
            {
                await node.CallAsync(
                    async (c, t) =>
                    {
                        await c.Networks.DeleteNetworkAsync(id, t).ConfigureAwait(false);
                        return true;
                    },
                    CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (WorkloadEngineException)
        {
            // What is left bears the label of probes; what was found counts.
        }
    }

    private async Task<ContainerInspectResponse> InspectAsync(string id, CancellationToken cancellationToken) =>
        await node.InspectAsync(id, cancellationToken).ConfigureAwait(false) ?? throw new WorkloadEngineException($"A probe on node '{node.Name}' is gone.");
}
