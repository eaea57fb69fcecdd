using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Hivemind.Tenancy;

namespace PlatformHost;

/// <summary>Stands for a container engine: it keeps a list.</summary>
internal sealed class ContainerEngine
{
    private readonly ConcurrentDictionary<(TenantId TenantId, string Id), Container> _running = new();

    public void Start(TenantId tenantId, Container container) => _running[(tenantId, container.Id)] = container;

    public bool Stop(TenantId tenantId, string id) => _running.TryRemove((tenantId, id), out _);

    public bool TryFind(TenantId tenantId, string id, [NotNullWhen(true)] out Container? container) =>
        _running.TryGetValue((tenantId, id), out container);

    public IReadOnlyList<Container> List(TenantId tenantId) =>
        [.. _running.Where(c => c.Key.TenantId == tenantId).Select(c => c.Value).OrderBy(c => c.Id, StringComparer.Ordinal)];
}
