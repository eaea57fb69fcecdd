namespace Hivemind.Tenancy.Storage;

/// <summary>
/// What a store in this process offers to a provider in this process, so that a binding and its tenant change in one step. Where the
/// registered store offers nothing, bindings stand alone: those of a tenant that is gone mean nothing, because nobody asks for its uid.
/// </summary>
internal interface IBindingsHost
{
    /// <summary>The store's time.</summary>
    DateTimeOffset Now { get; }

    /// <summary>The keys under which something was made.</summary>
    InMemoryKeys Keys { get; }

    /// <summary>The tenant, if it is the one that is named.</summary>
    Tenant? Find(TenantReference tenant);

    /// <summary>Runs <paramref name="action"/> while the tenant can neither change nor go.</summary>
    /// <exception cref="TenantNotFoundException">There is none, or one of another uid.</exception>
    T WithTenant<T>(TenantReference tenant, Func<Tenant, T> action);

    /// <summary>Appends an event to the store's log and returns it as recorded.</summary>
    TenancyEvent Append(TenancyEvent change);
}
