namespace Hivemind.Tenancy.Testing;

/// <summary>Answers every question alike.</summary>
internal sealed class ConstantRbac(bool isGranted) : IRbacProvider
{
    private static readonly GrantedScopes Everywhere = new([PermissionScope.Global]);

    public ValueTask<bool> IsGrantedAsync(string userId, Permission permission, PermissionScope scope, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<bool>(isGranted);
    }

    public ValueTask<GrantedScopes> GetScopesAsync(string userId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<GrantedScopes>(isGranted ? Everywhere : GrantedScopes.None);
    }
}
