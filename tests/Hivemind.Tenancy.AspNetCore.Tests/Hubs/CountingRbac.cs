namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>Grants everything, and counts how often it was asked.</summary>
internal sealed class CountingRbac : IRbacProvider
{
    private int _count;

    public int Count => _count;

    public ValueTask<bool> IsGrantedAsync(string userId, Permission permission, PermissionScope scope, CancellationToken cancellationToken) => new(Counted(true));

    public ValueTask<GrantedScopes> GetScopesAsync(string userId, CancellationToken cancellationToken) =>
        new(Counted(new GrantedScopes([PermissionScope.Tenant(WebTestHost.Acme)])));

    private T Counted<T>(T answer)
    {
        Interlocked.Increment(ref _count);
        return answer;
    }
}
