using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>
/// That a tenant's apps change, for one user who is signed in: for live pages. That an app becomes ready, fails or ends is no event, so the
/// host listens to the engine. A singleton, safe for concurrent use. While anybody follows, the engine is watched once, and asked for all that
/// it has of a tenant when it says that something changed there, for all readers together and every two seconds at most. Waiting costs the
/// store nothing. It needs an engine: without <c>AddWorkloads</c> it cannot be resolved.
/// </summary>
public interface ITenantAppFeed
{
    /// <summary>
    /// Follows apps. It takes <see cref="AppPermissions.Read"/> in the namespace, or, without one, in the tenant or some of its namespaces: then
    /// the apps of those are followed in which the user holds it at the beginning, and losing it in one of them ends it. The tenant's status does
    /// not matter. The first entry is empty and says that it has begun, once every source has answered or failed, for which each has 30 seconds: who shows apps reads them then. Each later one names apps that were found
    /// new, changed or gone; how they are, the <see cref="IAppManager"/> says. A reader that lags gets one entry for all that waits. It ends when
    /// the host stops. While a source does not answer, nothing comes about what is there, and what is at the others comes all the same.
    /// </summary>
    /// <param name="userId">Who reads: the host has found out that it is they. The ambient context does not matter.</param>
    /// <param name="tenant">Whose: by its uid, or of who holds the id now.</param>
    /// <param name="namespaceName">Only apps of this namespace; null for all that the user may read.</param>
    /// <param name="name">Only the app of this name; null for all. It needs a namespace.</param>
    /// <param name="cancellationToken">Ends it with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>Entries. Each enumeration is one of its own, from its first step, which throws what the managers do, until it is disposed of.</returns>
    /// <exception cref="ArgumentException"><paramref name="userId"/> is no user id, <paramref name="tenant"/> names nobody, or there is a name without a namespace.</exception>
    /// <exception cref="TenantNotFoundException">There is no such tenant, or the user has no access to it.</exception>
    /// <exception cref="TenantAccessDeniedException">The user may not read the apps, or not any more.</exception>
    /// <exception cref="TenancyStoreException">A store failed at the beginning, or later for two minutes in which the user had to be asked about.</exception>
    IAsyncEnumerable<IReadOnlyList<AppKey>> FollowAsync(
        string userId, TenantReference tenant, string? namespaceName = null, string? name = null, CancellationToken cancellationToken = default);
}
