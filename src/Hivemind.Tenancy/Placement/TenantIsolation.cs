namespace Hivemind.Tenancy;

/// <summary>
/// Where a tenant's workloads may run and what they may touch: pure functions of tenants, nodes and volumes. New placements,
/// connections and mounts need an Active tenant.
/// </summary>
public static class TenantIsolation
{
    /// <summary>
    /// Whether a tenant may be placed on a node. A node dedicated to a tenant takes nobody else; a tenant with own compute
    /// runs only on nodes dedicated to it; others run on shared nodes and on those dedicated to them.
    /// </summary>
    public static IsolationVerdict CanPlace(Tenant tenant, Node node)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        ArgumentNullException.ThrowIfNull(node);
        return IfActive(tenant) ?? Placement(tenant, node);
    }

    /// <summary>
    /// Whether a workload of one tenant may open a connection to a workload of another. Ask once for each direction. Within
    /// a tenant it may; between tenants only if both share the network; never between a tenant and a former one of its id.
    /// </summary>
    /// <param name="from">The tenant whose workload connects.</param>
    /// <param name="to">The tenant whose workload is connected to.</param>
    public static IsolationVerdict CanConnect(Tenant from, Tenant to)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        return IfActive(from) ?? IfActive(to) ?? Connection(from, to);
    }

    /// <summary>
    /// Whether a tenant may mount a volume. Another tenant's volume never; its own always; a shared one unless it has own
    /// storage.
    /// </summary>
    public static IsolationVerdict CanMount(Tenant tenant, Volume volume)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        ArgumentNullException.ThrowIfNull(volume);
        return IfActive(tenant) ?? Mount(tenant, volume);
    }

    /// <summary>What the host has to do when a tenant goes from one level to another; empty when they come to the same.</summary>
    public static IReadOnlyList<IsolationChange> PlanChange(IsolationLevel from, IsolationLevel to)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        List<IsolationChange> changes = [];
        Compare(IsolationAspect.Network, from.Settings.Network, to.Settings.Network, "Give the tenant a network of its own and move its workloads there.", "Its workloads may join the shared network.");
        Compare(IsolationAspect.Storage, from.Settings.Storage, to.Settings.Storage, "Move its data to volumes of its own and unmount shared ones.", "It may mount shared volumes.");
        Compare(IsolationAspect.Compute, from.Settings.Compute, to.Settings.Compute, "Dedicate nodes to the tenant and move its workloads there.", "Its workloads may run on shared nodes.");
        if (from.Settings.ResourceGuarantees != to.Settings.ResourceGuarantees)
        {
            bool tightened = to.Settings.ResourceGuarantees;
            changes.Add(new IsolationChange(
                IsolationAspect.ResourceGuarantees,
                tightened,
                tightened ? "Restart its workloads with guaranteed resources." : "Its workloads may run with best-effort resources."));
        }

        return changes;

        void Compare(IsolationAspect aspect, IsolationBoundary before, IsolationBoundary after, string tighten, string loosen)
        {
            if (before != after)
            {
                bool tightened = after == IsolationBoundary.Own;
                changes.Add(new IsolationChange(aspect, tightened, tightened ? tighten : loosen));
            }
        }
    }

    /// <summary>What running workloads of a tenant its isolation level does not allow, whatever its status.</summary>
    public static IReadOnlyList<IsolationViolation> FindViolations(Tenant tenant, IEnumerable<RunningWorkload> workloads)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        ArgumentNullException.ThrowIfNull(workloads);
        List<IsolationViolation> violations = [];
        foreach (RunningWorkload workload in workloads)
        {
            Add(workload, IsolationAspect.Compute, Placement(tenant, workload.Node));
            foreach (Volume volume in workload.Volumes)
            {
                Add(workload, IsolationAspect.Storage, Mount(tenant, volume));
            }

            foreach (Tenant peer in workload.NetworkPeers)
            {
                Add(workload, IsolationAspect.Network, Connection(tenant, peer));
            }

            if (tenant.IsolationLevel.Settings.ResourceGuarantees && !workload.HasResourceGuarantees)
            {
                Add(workload, IsolationAspect.ResourceGuarantees, IsolationVerdict.Deny(
                    $"Tenant '{tenant.Id}' has guaranteed resources, workload '{workload.Name}' runs without."));
            }
        }

        return violations;

        void Add(RunningWorkload workload, IsolationAspect aspect, IsolationVerdict verdict)
        {
            if (!verdict.IsAllowed)
            {
                violations.Add(new IsolationViolation(workload, aspect, verdict.Reason));
            }
        }
    }

    private static IsolationVerdict? IfActive(Tenant tenant) => tenant.Status.Allows(TenantOperation.Admit)
        ? null
        : IsolationVerdict.Deny($"Tenant '{tenant.Id}' is {tenant.Status}.");

    private static IsolationVerdict Placement(Tenant tenant, Node node) =>
        (node.DedicatedTo, tenant.IsolationLevel.Settings.Compute) switch
        {
            ({ } owner, _) when owner.Names(tenant) => IsolationVerdict.Allow($"Node '{node.Name}' is dedicated to tenant '{tenant.Id}'."),
            ({ } owner, _) when owner.Id == tenant.Id => IsolationVerdict.Deny($"Node '{node.Name}' is dedicated to another tenant of the id '{tenant.Id}'."),
            ({ }, _) => IsolationVerdict.Deny($"Node '{node.Name}' is dedicated to another tenant."),
            (null, IsolationBoundary.Shared) => IsolationVerdict.Allow($"Node '{node.Name}' is shared."),
            _ => IsolationVerdict.Deny($"Tenant '{tenant.Id}' runs only on nodes dedicated to it; node '{node.Name}' is shared."),
        };

    private static IsolationVerdict Connection(Tenant from, Tenant to)
    {
        if (from.Id == to.Id)
        {
            return from.Uid == to.Uid
                ? IsolationVerdict.Allow("Both workloads belong to the same tenant.")
                : IsolationVerdict.Deny($"The workloads belong to two tenants of the id '{from.Id}', of which one is gone.");
        }

        if (from.IsolationLevel.Settings.Network != IsolationBoundary.Shared)
        {
            return IsolationVerdict.Deny($"Tenant '{from.Id}' has a network of its own and cannot leave it.");
        }

        return to.IsolationLevel.Settings.Network == IsolationBoundary.Shared
            ? IsolationVerdict.Allow("Both tenants share the network.")
            : IsolationVerdict.Deny($"Tenant '{to.Id}' has a network of its own and lets nobody in.");
    }

    private static IsolationVerdict Mount(Tenant tenant, Volume volume) =>
        (volume.OwnedBy, tenant.IsolationLevel.Settings.Storage) switch
        {
            ({ } owner, _) when owner.Names(tenant) => IsolationVerdict.Allow($"Volume '{volume.Name}' belongs to tenant '{tenant.Id}'."),
            ({ } owner, _) when owner.Id == tenant.Id => IsolationVerdict.Deny($"Volume '{volume.Name}' belongs to another tenant of the id '{tenant.Id}'."),
            ({ }, _) => IsolationVerdict.Deny($"Volume '{volume.Name}' belongs to another tenant."),
            (null, IsolationBoundary.Shared) => IsolationVerdict.Allow($"Volume '{volume.Name}' is shared."),
            _ => IsolationVerdict.Deny($"Tenant '{tenant.Id}' mounts only volumes of its own; volume '{volume.Name}' is shared."),
        };
}
