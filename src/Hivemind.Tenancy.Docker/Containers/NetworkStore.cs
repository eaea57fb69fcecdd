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
            return await FindAsync(mark, cancellationToken).ConfigureAwait(false) ?? await MakeAsync(mark, owner, cancellationToken).ConfigureAwait(false);
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
            await node.FindAsync(
                async (c, t) =>
                {
                    await c.Networks.DeleteNetworkAsync(network.ID, t).ConfigureAwait(false);
                    return network;
                },
                cancellationToken).ConfigureAwait(false);
        }
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

    private static IPAddress At(IPNetwork range, uint offset)
    {
        Span<byte> bytes = stackalloc byte[4];
        range.BaseAddress.TryWriteBytes(bytes, out _);
        BinaryPrimitives.WriteUInt32BigEndian(bytes, BinaryPrimitives.ReadUInt32BigEndian(bytes) + offset);
        return new IPAddress(bytes);
    }

    private async Task<string> MakeAsync(string mark, TenantReference? owner, CancellationToken cancellationToken)
    {
        HashSet<string> taken = [.. (await node.CallAsync((c, t) => c.Networks.ListNetworksAsync(new NetworksListParameters(), t), cancellationToken).ConfigureAwait(false))
            .SelectMany(n => n.IPAM?.Config ?? []).Select(c => c.Subnet)];
        IEnumerable<IPNetwork> ranges = owner is null ? [options.SharedNetwork] : Ranges(options.NetworkPool, options.NetworkPrefixLength, mark);
        foreach (IPNetwork range in ranges.Where(r => !taken.Contains(r.ToString())))
        {
            try
            {
                NetworksCreateResponse made = await node.AskAsync(
                    (c, t) => c.Networks.CreateNetworkAsync(Bridge(options.Platform, mark, owner?.ToString() ?? string.Empty, range), t), cancellationToken).ConfigureAwait(false);
                return made.ID;
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

        throw new WorkloadEngineException(
            owner is null ? $"The shared network {options.SharedNetwork} cannot be made on node '{node.Name}': its range is taken." : $"No range of {options.NetworkPool} is free on node '{node.Name}'.");
    }

    private async Task<string?> FindAsync(string mark, CancellationToken cancellationToken) =>
        (await ListAsync(mark, cancellationToken).ConfigureAwait(false)).Select(n => n.ID).Order(StringComparer.Ordinal).FirstOrDefault();

    private Task<IList<NetworkResponse>> ListAsync(string mark, CancellationToken cancellationToken) => node.CallAsync(
        (c, t) => c.Networks.ListNetworksAsync(
            new NetworksListParameters
            {
                Filters = NodeClient.Filter([Labels.Is(Labels.Platform, options.Platform), Labels.Is(Labels.Kind, Labels.Network), Labels.Is(Labels.Key, mark)]),
            },
            t),
        cancellationToken);
}
