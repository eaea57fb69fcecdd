namespace Hivemind.Tenancy.AspNetCore;

/// <summary>What a stream of a user goes on with: a permission, or access to a tenant.</summary>
/// <param name="userId">Who reads.</param>
/// <param name="tenant">Whose, by uid; null for the whole platform.</param>
/// <param name="permission">The permission; null for access, which only a tenant has.</param>
/// <param name="namespaceName">In which namespace of the tenant; null for the whole of it.</param>
internal sealed class StreamPass(string userId, TenantReference? tenant, Permission? permission, string? namespaceName = null) : LivePass
{
    private static readonly TenantContext Judge = TenantContext.System("live", "ask whether a reader may go on");

    public override string UserId => userId;

    public override TenantReference? Tenant => tenant;

    public override bool IsJudgedInRounds => false;

    /// <summary>What a suspended tenant did can be read as before.</summary>
    public override bool NeedsActiveTenant => false;

    public override async Task<bool> MayGoOnAsync(ITenantManager tenants, IAccessManager access, CancellationToken cancellationToken)
    {
        using (Judge.Enter())
        {
            return permission is { } asked
                ? await access.CheckPermissionAsync(userId, asked, await ScopeAsync(tenants, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false)
                : await access.CheckTenantAccessAsync(userId, tenant!.Value, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Where a permission about something of a namespace is asked for: in the tenant, where the namespace is the tenant's no more.</summary>
    public static PermissionScope ScopeOf(Tenant tenant, string namespaceName) => tenant.Namespaces.Contains(namespaceName, StringComparer.Ordinal)
        ? PermissionScope.Namespace(tenant, namespaceName)
        : PermissionScope.Tenant(tenant);

    public override bool Equals(LivePass? other) => other is StreamPass pass && Key == pass.Key;

    public override int GetHashCode() => Key.GetHashCode();

    private (string UserId, TenantReference? Tenant, Permission? Permission, string? Namespace) Key => (userId, tenant, permission, namespaceName);

    private async ValueTask<PermissionScope> ScopeAsync(ITenantManager tenants, CancellationToken cancellationToken)
    {
        if (tenant is not { } own)
        {
            return PermissionScope.Global;
        }

        return namespaceName is null ? PermissionScope.Tenant(own) : ScopeOf(await tenants.GetTenantAsync(own, cancellationToken).ConfigureAwait(false), namespaceName);
    }
}
