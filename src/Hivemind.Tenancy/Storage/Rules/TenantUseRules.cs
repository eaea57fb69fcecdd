namespace Hivemind.Tenancy.Storage;

/// <summary>What may not be taken from a tenant while it is in use.</summary>
public static class TenantUseRules
{
    /// <summary>Whether a change that wants an idle tenant may be made.</summary>
    /// <param name="ledger">The tenant's, swept.</param>
    /// <param name="onlyIfIdle">Whether it wants one.</param>
    /// <param name="hasAdopted">Whether any live allocation is <see cref="AllocationState.IsAdopted"/>: a hold that was seen to run. Asked only where it counts.</param>
    /// <exception cref="TenantInUseException">Something is committed, or was seen to run.</exception>
    public static void EnsureMayChange(LedgerState ledger, bool onlyIfIdle, bool hasAdopted)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        if (onlyIfIdle && (ledger.Committed > 0 || hasAdopted))
        {
            throw new TenantInUseException(ledger.TenantId, namespaceName: null);
        }
    }

    /// <summary>Whether the namespaces that go are in use.</summary>
    /// <param name="before">The tenant as it is.</param>
    /// <param name="after">As it shall be.</param>
    /// <param name="allocations">Of the tenant, live: at least one of each namespace that goes and is named by any.</param>
    /// <exception cref="TenantInUseException">One is named.</exception>
    public static void EnsureUnused(Tenant before, Tenant after, IEnumerable<AllocationState> allocations)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        ArgumentNullException.ThrowIfNull(allocations);
        HashSet<string> going = before.Namespaces.Except(after.Namespaces, StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);
        if (going.Count > 0 && allocations.FirstOrDefault(a => a.Namespace is not null && going.Contains(a.Namespace)) is { } user)
        {
            throw new TenantInUseException(before.Id, user.Namespace);
        }
    }
}
