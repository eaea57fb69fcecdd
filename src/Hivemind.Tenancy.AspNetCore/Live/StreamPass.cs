namespace Hivemind.Tenancy.AspNetCore;

/// <summary>What a stream of a user goes on with: a permission, or access to a tenant.</summary>
/// <param name="userId">Who reads.</param>
/// <param name="tenant">Whose, by uid; null for the whole platform.</param>
/// <param name="permission">The permission; null for access, which only a tenant has.</param>
internal sealed class StreamPass(string userId, TenantReference? tenant, Permission? permission) : LivePass
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
                ? await access.CheckPermissionAsync(userId, asked, tenant is { } own ? PermissionScope.Tenant(own) : PermissionScope.Global, cancellationToken).ConfigureAwait(false)
                : await access.CheckTenantAccessAsync(userId, tenant!.Value, cancellationToken).ConfigureAwait(false);
        }
    }

    public override bool Equals(LivePass? other) => other is StreamPass pass && Key == pass.Key;

    public override int GetHashCode() => Key.GetHashCode();

    private (string UserId, TenantReference? Tenant, Permission? Permission) Key => (userId, tenant, permission);
}
