namespace Hivemind.Tenancy.Storage;

/// <summary>
/// Usage records of allocations: what an allocation has held since its <see cref="AllocationState.SinceTicks"/>, up to now or to the end of
/// its lease, whichever comes first. A clock that was set back makes them shorter, never longer. <see cref="LedgerState"/> closes them
/// whenever what counts changes, so a step cannot forget to.
/// </summary>
public static class MeterRules
{
    /// <summary>What of an allocation is not closed yet.</summary>
    /// <param name="allocation">The allocation.</param>
    /// <param name="tenantId">Whose it is.</param>
    /// <param name="uid">Which tenant of that id.</param>
    /// <param name="now">The store's time.</param>
    public static IReadOnlyList<UsageRecord> Open(AllocationState allocation, TenantId tenantId, TenantUid uid, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(allocation);
        List<UsageRecord> open = [];
        Close(allocation, tenantId, uid, now, open.Add);
        return open;
    }

    /// <summary>The end, exclusive, of the UTC month of a time: no record crosses it, so that those of a month are found by their end.</summary>
    public static long EndOfMonth(long ticks)
    {
        DateTime time = new(ticks);
        return time is { Year: 9999, Month: 12 } ? DateTime.MaxValue.Ticks : new DateTime(time.Year, time.Month, 1).AddMonths(1).Ticks;
    }

    /// <summary>Tells the records up to now, and says up to when they reach.</summary>
    internal static long Close(AllocationState allocation, TenantId tenantId, TenantUid uid, DateTimeOffset now, Action<UsageRecord>? record)
    {
        long from = allocation.SinceTicks;
        long end = Math.Max(from, Math.Min(now.UtcTicks, allocation.ExpiresTicks));
        if (record is not null)
        {
            if (allocation.Growth is { } growth)
            {
                long grown = Math.Clamp(growth.ExpiresTicks, from, end);
                Add(from, grown, AmountRules.Larger(allocation.Amounts, growth.Target));
                from = grown;
            }

            Add(from, end, allocation.Amounts);
        }

        return end;

        void Add(long start, long stop, ResourceAmounts amounts)
        {
            while (start < stop)
            {
                long cut = Math.Min(stop, EndOfMonth(start));
                record(new UsageRecord(tenantId, uid, allocation.Id, amounts, TenancyClock.FromTicks(start), TenancyClock.FromTicks(cut))
                {
                    Source = allocation.Source,
                    Namespace = allocation.Namespace,
                    Labels = allocation.Labels,
                    IsCommitted = allocation.IsCommitted,
                });
                start = cut;
            }
        }
    }
}
