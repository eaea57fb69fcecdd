namespace Hivemind.Tenancy.Workloads;

/// <summary>Which app: of exactly this tenant, in this namespace, by this name. What is made later under the tenant's id is another.</summary>
public sealed record AppKey
{
    internal const string AllocationPrefix = "app/";

    /// <summary>Names an app.</summary>
    /// <param name="tenant">The tenant as it was looked at: id and uid.</param>
    /// <param name="namespaceName">The namespace, an RFC 1123 label.</param>
    /// <param name="name">The app's name, an RFC 1123 label.</param>
    /// <exception cref="ArgumentException">The tenant has no uid, or a name is malformed.</exception>
    public AppKey(TenantReference tenant, string namespaceName, string name)
    {
        Tenant = tenant.Uid is not null ? tenant : throw new ArgumentException($"{nameof(Tenant)} '{tenant}' is refused: a tenant that was looked at, with its uid, is allowed.", nameof(tenant));
        Namespace = AppRules.Label(namespaceName, nameof(Namespace));
        Name = AppRules.Label(name, nameof(Name));
    }

    /// <summary>The tenant, with its uid.</summary>
    public TenantReference Tenant { get; }

    /// <summary>The namespace.</summary>
    public string Namespace { get; }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The id of the allocation that it holds: <c>app/namespace/name</c>.</summary>
    public string AllocationId => $"{AllocationPrefix}{Namespace}/{Name}";

    /// <summary><c>namespace/name of tenant</c>.</summary>
    public override string ToString() => $"{Namespace}/{Name} of {Tenant.Id}";
}
