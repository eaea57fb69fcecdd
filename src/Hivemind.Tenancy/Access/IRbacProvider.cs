namespace Hivemind.Tenancy;

/// <summary>
/// What users may do, as a directory or policy engine knows it. These two questions are all that a third party must answer;
/// a provider that can be written to is an <see cref="Storage.IRbacAdministrator"/> too. Owners' rights are not its business. It
/// never authorizes and never looks at the ambient context. Questions name a tenant by id and uid: a grant that was made in a former
/// tenant of that id does not count, see <see cref="PermissionScope.Includes"/>. A directory that knows tenants by their ids alone keeps
/// its scopes without a uid, and takes its grants away when a tenant is deleted. Safe for concurrent use. A failure is a
/// <see cref="TenancyStoreException"/>, never a "no". With a read-only provider, removing grants when a tenant is deleted
/// is the duty of the host's <see cref="ITenantProvisioner.DeprovisionAsync"/>.
/// </summary>
public interface IRbacProvider
{
    /// <summary>Whether a permission is granted to a user in a scope: by a grant whose scope includes it and whose permission covers it, see <see cref="Permission.Covers"/>.</summary>
    ValueTask<bool> IsGrantedAsync(string userId, Permission permission, PermissionScope scope, CancellationToken cancellationToken);

    /// <summary>In which scopes the user holds anything, directly or through groups.</summary>
    ValueTask<GrantedScopes> GetScopesAsync(string userId, CancellationToken cancellationToken);
}
