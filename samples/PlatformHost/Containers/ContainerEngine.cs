using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Hivemind.Tenancy;

namespace PlatformHost;

/// <summary>
/// Stands for a container engine: it keeps a list. A tenant is its id and when it was created: one that is made again under the same id
/// is another customer.
/// </summary>
internal sealed class ContainerEngine
{
    private readonly ConcurrentDictionary<(TenantId TenantId, DateTimeOffset CreatedAt, string Id), Container> _running = new();

    public void Start(TenantContext tenant, Container container) => _running[Key(tenant, container.Id)] = container;

    public bool Stop(TenantContext tenant, string id) => _running.TryRemove(Key(tenant, id), out _);

    public bool TryFind(TenantContext tenant, string id, [NotNullWhen(true)] out Container? container) =>
        _running.TryGetValue(Key(tenant, id), out container);

    public IReadOnlyList<Container> List(TenantContext tenant) => List(tenant.TenantId!.Value, tenant.TenantCreatedAt!.Value);

    /// <summary>Stops all that the tenant runs.</summary>
    /// <returns>The ids of what was stopped.</returns>
    public IReadOnlyList<string> StopAll(Tenant tenant) =>
        [.. List(tenant.Id, tenant.CreatedAt).Select(c => c.Id).Where(id => _running.TryRemove((tenant.Id, tenant.CreatedAt, id), out _))];

    private IReadOnlyList<Container> List(TenantId tenantId, DateTimeOffset createdAt) =>
        [
            .. _running.Where(c => c.Key.TenantId == tenantId && c.Key.CreatedAt == createdAt)
                .Select(c => c.Value).OrderBy(c => c.Id, StringComparer.Ordinal),
        ];

    private static (TenantId TenantId, DateTimeOffset CreatedAt, string Id) Key(TenantContext tenant, string id) =>
        (tenant.TenantId!.Value, tenant.TenantCreatedAt!.Value, id);
}
