namespace Hivemind.Tenancy.Storage;

/// <summary>A layer over the quota, until a time.</summary>
public static class GraceRules
{
    /// <summary>Replaces the grace; null takes it away.</summary>
    /// <param name="ledger">The tenant's.</param>
    /// <param name="grace">The new one.</param>
    /// <param name="now">The store's time.</param>
    /// <param name="expected">What has to be in force now; null for whatever is.</param>
    /// <exception cref="TenantNotActiveException">The tenant is Terminating.</exception>
    /// <exception cref="GraceConflictException">Something else is in force than expected.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The grace has ended.</exception>
    public static void Set(LedgerState ledger, QuotaGrace? grace, DateTimeOffset now, ExpectedGrace? expected)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ledger.Status.EnsureAllows(TenantOperation.Update, ledger.TenantId);
        if (expected is not null && InForce(expected.Grace, now) != InForce(ledger.Grace, now))
        {
            throw new GraceConflictException(ledger.TenantId, expected.Grace, InForce(ledger.Grace, now));
        }

        if (grace?.Until <= now)
        {
            throw new ArgumentOutOfRangeException(nameof(grace), grace.Until, $"Grace ends in the future; it is {now:O} at the store now.");
        }

        ledger.Grace = grace;
    }

    /// <summary>What of a grace counts: nothing once it has ended.</summary>
    private static QuotaGrace? InForce(QuotaGrace? grace, DateTimeOffset now) => grace?.Until > now ? grace : null;
}
