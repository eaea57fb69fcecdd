namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>A provider that cannot be written to, and grants nothing.</summary>
internal sealed class ReadOnlyRbac : IRbacProvider
{
    public ValueTask<bool> IsGrantedAsync(string userId, Permission permission, PermissionScope scope, CancellationToken cancellationToken) => new(false);

    public ValueTask<GrantedScopes> GetScopesAsync(string userId, CancellationToken cancellationToken) => new(GrantedScopes.None);
}
