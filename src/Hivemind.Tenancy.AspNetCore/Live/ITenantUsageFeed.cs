namespace Hivemind.Tenancy.AspNetCore;

/// <summary>
/// What tenants hold, as it changes, for one user who is signed in: for live pages. Allocations write no event, so the host looks: while
/// anybody follows, with one read of the store a second for all together. A singleton, safe for concurrent use.
/// </summary>
public interface ITenantUsageFeed
{
    /// <summary>
    /// Follows what tenants hold. The user needs access to each; their status does not matter. Each tenant's usage comes once soon after the
    /// beginning, and then whenever it is found changed: about a second later, or as many as thousands of tenants are followed on this host.
    /// A reader that lags gets the newest of each. For one that is gone nothing comes any more. It ends when the host stops. While a store
    /// fails nothing comes.
    /// </summary>
    /// <param name="userId">Who reads: the host has found out that it is they. The ambient context does not matter.</param>
    /// <param name="tenants">Whose, 1 to 100: by their uids, or of who holds the ids now.</param>
    /// <param name="cancellationToken">Ends it with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>Usages. Each enumeration is one of its own, from its first step, which throws what the managers do, until it is disposed of.</returns>
    /// <exception cref="ArgumentException"><paramref name="userId"/> is no user id, or <paramref name="tenants"/> are too few or too many or name nobody.</exception>
    /// <exception cref="TenantNotFoundException">There is no such tenant, or the user has no access to it.</exception>
    /// <exception cref="TenantAccessDeniedException">The user has no access to one of them any more.</exception>
    /// <exception cref="TenancyStoreException">A store failed at the beginning, or later for two minutes in which the user had to be asked about.</exception>
    IAsyncEnumerable<TenantUsage> FollowAsync(
        string userId, IReadOnlyCollection<TenantReference> tenants, CancellationToken cancellationToken = default);
}
