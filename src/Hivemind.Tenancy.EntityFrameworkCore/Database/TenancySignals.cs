namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>What hosts tell each other when something they may have cached has changed.</summary>
internal static class TenancySignals
{
    public const string Access = "access";
    public const string Event = "event";
    public const string Tenant = "tenant ";
    public const string Deleted = "deleted ";

    /// <inheritdoc cref="TenancyCacheInvalidator.SignalFor"/>
    public static string? For(TenancyEvent change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return change switch
        {
            TenantCreated or TenantUpdated or TenantStatusChanged => Tenant + change.TenantId,

            // Its bindings went with it.
            TenantDeleted => Deleted + change.TenantId,
            RoleChanged or RoleRemoved or RoleBound or RoleUnbound or GroupMemberAdded or GroupMemberRemoved => Access,
            QuotaThresholdCrossed or BudgetThresholdCrossed => null,
            _ => Event,
        };
    }
}
