namespace Hivemind.Tenancy.Docker;

/// <summary>
/// The host's credentials for registries, by tenant. Asked each time before a container is made, so that an image which lies on the node
/// already runs only for those whom its registry lets in. Registered as a singleton.
/// </summary>
public interface IRegistryCredentials
{
    /// <summary>With what a tenant signs in.</summary>
    /// <param name="tenant">The tenant, with its uid.</param>
    /// <param name="registry">The registry: <c>docker.io</c>, <c>registry.example.com:5000</c>.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    /// <returns>The credential; null for none.</returns>
    ValueTask<RegistryCredential?> FindAsync(TenantReference tenant, string registry, CancellationToken cancellationToken);
}
