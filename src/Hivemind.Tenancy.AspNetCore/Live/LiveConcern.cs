namespace Hivemind.Tenancy.AspNetCore;

/// <summary>Whom an entry of the feed may have cost their access.</summary>
internal static class LiveConcern
{
    /// <summary>Which passes to judge again; null for none.</summary>
    public static Func<LivePass, bool>? Of(EventFeedEntry entry) => entry.Event switch
    {
        // What was missed may have been anything.
        null => static _ => true,
        TenantStatusChanged or TenantDeleted => pass => pass.NeedsActiveTenant && IsOfTenant(pass, entry.Event),
        RoleChanged or RoleRemoved => pass => IsOfTenant(pass, entry.Event),
        TenantUpdated update when HasLessAccess(update.Before, update.After) => pass => IsOfTenant(pass, update),
        RoleUnbound unbound => pass => IsOfTenant(pass, unbound) && IsOfSubject(pass, unbound.Binding.Subject),

        // One that is bound again to end sooner ends in the future, which rounds see; who is judged by ends has to learn it.
        RoleBound { Binding.EndsAt: not null } bound =>
            pass => !pass.IsJudgedInRounds && IsOfTenant(pass, bound) && IsOfSubject(pass, bound.Binding.Subject),
        GroupMemberRemoved removed => pass => pass.UserId == removed.UserId,

        // What gives takes nothing away.
        _ => null,
    };

    private static bool HasLessAccess(Tenant before, Tenant after) =>
        before.OwnerId != after.OwnerId || before.Namespaces.Except(after.Namespaces).Any();

    /// <summary>What is about no tenant is about all.</summary>
    private static bool IsOfTenant(LivePass pass, TenancyEvent change) =>
        change.TenantId is not { } id
        || (pass.Tenant is { } tenant && tenant.Id == id && (change.TenantUid is not { } uid || tenant.Uid == uid));

    private static bool IsOfSubject(LivePass pass, RoleSubject subject) => subject.IsGroup || pass.UserId == subject.Id;
}
