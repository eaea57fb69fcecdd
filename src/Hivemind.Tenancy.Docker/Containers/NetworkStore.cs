using System.Buffers.Binary;
using System.Net;
using Docker.DotNet;
using Docker.DotNet.Models;
using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.Docker;

/// <summary>
/// The networks of tenants on a node: a bridge each, and one for all who share. Names of networks are not unique on an engine, but those of
/// bridges are: a bridge's name is the lock between hosts.
/// </summary>
internal sealed class NetworkStore(NodeClient node, DockerOptions options) : IDisposable
{
    private const string BridgeName = "com.docker.network.bridge.name";
    private const string BindingAddress = "com.docker.network.bridge.host_binding_ipv4";

    private const int Attempts = 10;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly SemaphoreSlim _gate = new(1, 1);

    /// <summary>The network of a tenant, or the shared one; made where it is not there.</summary>
    /// <param name="owner">The tenant that has one of its own; null for the shared one.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    /// <returns>The network's id.</returns>
    public async Task<string> EnsureAsync(TenantReference? owner, CancellationToken cancellationToken)
    {
        string mark = owner is { } tenant ? Names.TenantOf(options.Platform, tenant) : Names.Hash(options.Platform, 11) + "s";
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            for (int attempt = 0; attempt < Attempts; attempt++)
            {
                if ((await FindAsync(mark, cancellationToken).ConfigureAwait(false) ?? await MakeAsync(mark, owner, cancellationToken).ConfigureAwait(false)) is { } id)
                {
                    return id;
                }

                // Another host may be about to make it: its range is taken before it is listed.
                await Task.Delay(Pause, TimeProvider.System, cancellationToken).ConfigureAwait(false);
            }

            throw new WorkloadEngineException(owner is null
                ? $"The shared network {options.SharedNetwork} cannot be made on node '{node.Name}': its range is taken."
                : $"No range of {options.NetworkPool} is free on node '{node.Name}'.");
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Removes a tenant's network. Nothing when there is none.</summary>
    public async Task RemoveAsync(TenantReference owner, CancellationToken cancellationToken)
    {
        foreach (NetworkResponse network in await ListAsync(Names.TenantOf(options.Platform, owner), cancellationToken).ConfigureAwait(false))
        {
            await RemoveAsync(network.ID, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Removes the networks of tenants of whom there is nothing else: a host that looked before a tenant was removed may have made its network
    /// after. One that is needed again is made again.
    /// </summary>
    /// <param name="idle">Those of whom there was nothing before: only they are removed, so that what is about to be used stays.</param>
    /// <param name="all">Everything on the node.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    /// <returns>Those of whom there is nothing now.</returns>
    public async Task<HashSet<string>> RemoveIdleAsync(IReadOnlySet<string> idle, IReadOnlyList<ContainerListResponse> all, CancellationToken cancellationToken)
    {
        HashSet<string> owners = [.. all.Select(c => $"{Labels.Of(c, Labels.Tenant)}@{Labels.Of(c, Labels.Uid)}")];
        string[] found = [.. (await ListAsync(null, cancellationToken).ConfigureAwait(false))
            .Where(n => n.Labels.TryGetValue(Labels.Tenant, out string? owner) && owner.Length > 0 && !owners.Contains(owner)).Select(n => n.ID)];
        foreach (string id in found.Where(idle.Contains))
        {
            try
            {
                await TryRemoveAsync(id, cancellationToken).ConfigureAwait(false);
            }
            catch (WorkloadEngineException e) when (e.InnerException is DockerApiException)
            {
                // The next look tries it again.
            }
        }

        return [.. found];
    }

    /// <summary>A bridge of this mark, over the range.</summary>
    public static NetworksCreateParameters Bridge(string platform, string mark, string tenant, IPNetwork range) => new()
    {
        Name = Names.Bridge(mark),
        Driver = "bridge",
        Options = new Dictionary<string, string> { [BridgeName] = Names.Bridge(mark), [BindingAddress] = "127.0.0.1" },
        IPAM = new IPAM { Driver = "default", Config = [new IPAMConfig { Subnet = range.ToString(), Gateway = At(range, 1).ToString() }] },
        Labels = new Dictionary<string, string> { [Labels.Platform] = platform, [Labels.Kind] = Labels.Network, [Labels.Key] = mark, [Labels.Tenant] = tenant },
    };

    /// <summary>The ranges that a pool holds, beginning at one that the mark chooses, so that hosts seldom try the same.</summary>
    public static IEnumerable<IPNetwork> Ranges(IPNetwork pool, int prefix, string mark)
    {
        int count = 1 << (prefix - pool.PrefixLength);
        int first = (int)(Convert.ToUInt32(Names.Hash(mark, 8), 16) % (uint)count);
        return Enumerable.Range(0, count).Select(i => new IPNetwork(At(pool, (uint)((first + i) % count) << (32 - prefix)), prefix));
    }

    public void Dispose() => _gate.Dispose();

    /// <summary>Removes a network, also one to which something is connected that is not ours, or that is gone and still counts.</summary>
    private async Task RemoveAsync(string id, CancellationToken cancellationToken)
    {
        if (await TryRemoveAsync(id, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        NetworkResponse? network = await node.FindAsync((c, t) => c.Networks.InspectNetworkAsync(id, t), cancellationToken).ConfigureAwait(false);
        foreach ((string endpoint, EndpointResource resource) in network?.Containers ?? new Dictionary<string, EndpointResource>())
        {
            // What is gone is known by its name alone.
            string container = endpoint.StartsWith("ep-", StringComparison.Ordinal) ? resource.Name : endpoint;
            await node.FindAsync(
                async (c, t) =>
                {
                    await c.Networks.DisconnectNetworkAsync(id, new NetworkDisconnectParameters { Container = container, Force = true }, t).ConfigureAwait(false);
                    return node;
                },
                cancellationToken).ConfigureAwait(false);
        }

        if (!await TryRemoveAsync(id, cancellationToken).ConfigureAwait(false))
        {
            throw new WorkloadEngineException($"Node '{node.Name}' does not remove a network: something is connected to it.");
        }
    }

    /// <returns>Whether it is gone; false while something is connected to it.</returns>
    private async Task<bool> TryRemoveAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            return await node.AskAsync(
                async (c, t) =>
                {
                    await c.Networks.DeleteNetworkAsync(id, t).ConfigureAwait(false);
                    return true;
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (DockerApiException e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return true;
        }
        catch (DockerApiException e) when (e.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.Conflict)
        {
            return false;
        }
        catch (DockerApiException e)
        {
            throw EngineError.Of(node.Name, e);
        }
    }

    private static IPAddress At(IPNetwork range, uint offset)
    {
        Span<byte> bytes = stackalloc byte[4];
        range.BaseAddress.TryWriteBytes(bytes, out _);
        BinaryPrimitives.WriteUInt32BigEndian(bytes, BinaryPrimitives.ReadUInt32BigEndian(bytes) + offset);
        return new IPAddress(bytes);
    }

    /// <returns>Its id; null when no range was free.</returns>
    private async Task<string?> MakeAsync(string mark, TenantReference? owner, CancellationToken cancellationToken)
    {
        IList<NetworkResponse> all = await node.CallAsync((c, t) => c.Networks.ListNetworksAsync(new NetworksListParameters(), t), cancellationToken).ConfigureAwait(false);
        if (all.Where(n => IsOurs(n, mark)).MinBy(n => n.ID, StringComparer.Ordinal) is { } made)
        {
            return made.ID; // Another host has made it since.
        }

        HashSet<string> taken = [.. all.SelectMany(n => n.IPAM?.Config ?? []).Select(c => c.Subnet)];
        IEnumerable<IPNetwork> ranges = owner is null ? [options.SharedNetwork] : Ranges(options.NetworkPool, options.NetworkPrefixLength, mark);
        foreach (IPNetwork range in ranges.Where(r => !taken.Contains(r.ToString())))
        {
            try
            {
                NetworksCreateResponse network = await node.AskAsync(
                    (c, t) => c.Networks.CreateNetworkAsync(Bridge(options.Platform, mark, owner?.ToString() ?? string.Empty, range), t), cancellationToken).ConfigureAwait(false);
                return network.ID;
            }
            catch (DockerApiException e) when (e.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.Conflict)
            {
                // The range is taken, or another host has made the bridge.
                if (await FindAsync(mark, cancellationToken).ConfigureAwait(false) is { } found)
                {
                    return found;
                }
            }
            catch (DockerApiException e)
            {
                throw EngineError.Of(node.Name, e);
            }
        }

        return null;
    }

    private bool IsOurs(NetworkResponse network, string mark) =>
        network.Labels is { } labels
        && labels.TryGetValue(Labels.Platform, out string? platform) && platform == options.Platform
        && labels.TryGetValue(Labels.Kind, out string? kind) && kind == Labels.Network
        && labels.TryGetValue(Labels.Key, out string? key) && key == mark;

    private async Task<string?> FindAsync(string mark, CancellationToken cancellationToken) =>
        (await ListAsync(mark, cancellationToken).ConfigureAwait(false)).Select(n => n.ID).Order(StringComparer.Ordinal).FirstOrDefault();

    /// <param name="mark">Of which mark; null for all that are ours.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    private Task<IList<NetworkResponse>> ListAsync(string? mark, CancellationToken cancellationToken) => node.CallAsync(
        (c, t) => c.Networks.ListNetworksAsync(
            new NetworksListParameters
            {
                Filters = NodeClient.Filter([Labels.Is(Labels.Platform, options.Platform), Labels.Is(Labels.Kind, Labels.Network), .. mark is null ? [] : new[] { Labels.Is(Labels.Key, mark) }]),
            },
            t),
        cancellationToken);
}
