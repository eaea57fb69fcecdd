namespace Hivemind.Tenancy.Storage;

/// <summary>A layer over the quota, until a time.</summary>
public static class GraceRules
{
    /// <summary>Replaces the grace; null takes it away.</summary>
    /// <param name="ledger">The tenant's.</param>
    /// <param name="grace">The new one.</param>
    /// <param name="now">The store's time.</param>
    /// <exception cref="TenantNotActiveException">The tenant is Terminating.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The grace has ended.</exception>
    public static void Set(LedgerState ledger, QuotaGrace? grace, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ledger.Status.EnsureAllows(TenantOperation.Update, ledger.TenantId);
        if (grace?.Until <= now)
        {
            throw new ArgumentOutOfRangeException(nameof(grace), grace.Until, $"Grace ends in the future; it is {now:O} at the store now.");
        }

        ledger.Grace = grace;
    }
}
