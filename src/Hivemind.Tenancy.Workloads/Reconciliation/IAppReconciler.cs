namespace Hivemind.Tenancy.Workloads;

/// <summary>
/// Brings what tenants hold in line with what the engine has: what is gone is freed, what runs is held, what was left between two steps by
/// a host that stopped is settled. Where the host runs hosted services it does so by itself, at the start, as soon as the engine's watch
/// says that something has changed, and each <see cref="WorkloadOptions.ReconcileInterval"/>. It asks for no permission: for the host's
/// own code. Safe for concurrent use; one pass runs at a time.
/// </summary>
public interface IAppReconciler
{
    /// <summary>How each source was found last; empty before the first pass.</summary>
    IReadOnlyList<SourceHealth> Health { get; }

    /// <summary>
    /// The apps that the last pass found of tenants that this store has never known: left alone, unless
    /// <see cref="WorkloadOptions.RemovesUnknown"/> says otherwise.
    /// </summary>
    IReadOnlyList<AppKey> Unknown { get; }

    /// <summary>Reconciles every source now. One that does not answer is left alone, and nothing of it is freed; a tenant or an app that cannot be settled is logged, and the others are.</summary>
    /// <param name="cancellationToken">Cancels between two steps.</param>
    /// <returns>Whether every source answered, and everything is settled.</returns>
    /// <exception cref="TenancyStoreException">The store fails.</exception>
    ValueTask<bool> ReconcileAsync(CancellationToken cancellationToken = default);

    /// <summary>Frees everything that tenants hold at a source that is gone for good: a node that an operator has taken out.</summary>
    /// <param name="source">The source: none of the engine's any more.</param>
    /// <param name="cancellationToken">Cancels between two tenants.</param>
    /// <exception cref="InvalidOperationException">The engine still has the source.</exception>
    /// <exception cref="TenancyStoreException">The store fails.</exception>
    ValueTask ForgetSourceAsync(string source, CancellationToken cancellationToken = default);

    /// <summary>Removes the volumes of a tenant that is gone, with everything on them. Nothing else does: a log entry names whose are left.</summary>
    /// <param name="tenant">The tenant that is gone, with its uid.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ArgumentException">The tenant is named without its uid.</exception>
    /// <exception cref="InvalidOperationException">There is the tenant.</exception>
    /// <exception cref="WorkloadEngineException">The engine fails, or an app of it is left that mounts one.</exception>
    ValueTask RemoveLeftVolumesAsync(TenantReference tenant, CancellationToken cancellationToken = default);
}
