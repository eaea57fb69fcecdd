namespace Hivemind.Tenancy.AspNetCore;

/// <summary>Whom an entry of the feed may have cost their access.</summary>
internal static class HubConcern
{
    /// <summary>Which passes to judge again; null for none.</summary>
    public static Func<HubPass, bool>? Of(EventFeedEntry entry) => entry.Event switch
    {
        // What was missed may have been anything.
        null => static _ => true,
        TenantStatusChanged or TenantDeleted or RoleChanged or RoleRemoved => pass => IsOfTenant(pass, entry.Event),
        TenantUpdated update when HasLessAccess(update.Before, update.After) => pass => IsOfTenant(pass, update),
        RoleUnbound unbound => pass => IsOfTenant(pass, unbound) && IsOfSubject(pass, unbound.Binding.Subject),
        GroupMemberRemoved removed => pass => pass.Claim.UserId == removed.UserId,

        // What gives takes nothing away; a role that is bound again to end sooner ends in the future, which the round sees.
        _ => null,
    };

    private static bool HasLessAccess(Tenant before, Tenant after) =>
        before.OwnerId != after.OwnerId || before.Namespaces.Except(after.Namespaces).Any();

    /// <summary>What is about no tenant is about all.</summary>
    private static bool IsOfTenant(HubPass pass, TenancyEvent change) =>
        change.TenantId is not { } id
        || (pass.Claim.TenantId == id && (change.TenantUid is not { } uid || pass.Claim.TenantUid == uid));

    private static bool IsOfSubject(HubPass pass, RoleSubject subject) => subject.IsGroup || pass.Claim.UserId == subject.Id;
}
