using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Hivemind.Tenancy;

namespace PlatformHost;

/// <summary>
/// Stands for a container engine: it keeps a list. A tenant is its uid: one that is made again under the same id is another customer.
/// </summary>
internal sealed class ContainerEngine
{
    private readonly ConcurrentDictionary<(TenantUid Tenant, string Id), Container> _running = new();

    public void Start(TenantContext tenant, Container container) => _running[Key(tenant, container.Id)] = container;

    public bool Stop(TenantContext tenant, string id) => _running.TryRemove(Key(tenant, id), out _);

    public bool TryFind(TenantContext tenant, string id, [NotNullWhen(true)] out Container? container) =>
        _running.TryGetValue(Key(tenant, id), out container);

    public IReadOnlyList<Container> List(TenantContext tenant) => List(tenant.TenantUid!.Value);

    /// <summary>Stops all that the tenant runs.</summary>
    /// <returns>The ids of what was stopped.</returns>
    public IReadOnlyList<string> StopAll(Tenant tenant) =>
        [.. List(tenant.Uid).Select(c => c.Id).Where(id => _running.TryRemove((tenant.Uid, id), out _))];

    private IReadOnlyList<Container> List(TenantUid tenant) =>
        [
            .. _running.Where(c => c.Key.Tenant == tenant)
                .Select(c => c.Value).OrderBy(c => c.Id, StringComparer.Ordinal),
        ];

    private static (TenantUid Tenant, string Id) Key(TenantContext tenant, string id) =>
        (tenant.TenantUid!.Value, id);
}
