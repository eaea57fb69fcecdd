#pragma warning disable CA2012 // What stands before a store hands its answer on to the one who awaits it.
namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>What a store could do wrong with usage records, and what the judge of chaos finds.</summary>
internal static class BrokenMetering
{
    public static IReadOnlyDictionary<string, (string Finding, Func<ITenantStore, Around> Around)> Faults { get; } = new Dictionary<string, (string, Func<ITenantStore, Around>)>
    {
        ["a record is lost"] = ("or has a gap", Each(r => r.Sequence % 5 == 0 ? [] : [r])),
        ["a record is read twice"] = ("to only have unique items", Each(r => r.Sequence % 9 == 0 ? [r, r] : [r])),
        ["a record is written twice"] = ("charged from its admission to its end, once", Each(r => r.Sequence % 9 == 0 ? [At(r, 0), At(r, 1)] : [At(r, 0)])),
        ["what is committed is not charged"] = ("and not between", Each(r => r.IsCommitted ? [] : [r])),
        ["what is held is not charged"] = ("begins where it was not admitted", Each(r => r.IsCommitted ? [r] : [])),
        ["a lease is charged until somebody noticed"] = ("its lease ended at", Each(r => [r.IsCommitted ? r : r with { To = r.To.AddSeconds(2) }])),
        ["records overlap"] = ("or overlaps", Each(r => [r.IsCommitted ? r with { From = r.From.AddMicroseconds(-1) } : r])),
        ["an end is charged late"] = ("and not between", Each(r => [r.IsCommitted ? r with { To = r.To.AddMicroseconds(1) } : r])),
        ["more is charged than was held"] = ("has amounts that nobody asked for", Each(r => [r with { Amounts = new ResourceAmounts { Containers = r.Amounts.Containers + 100 } }])),
        ["less is charged than was held"] = ("and then committed", Each(r => [r with { Amounts = new ResourceAmounts { Containers = Math.Max(1, r.Amounts.Containers - 1) } }])),
        ["a hold is told as committed"] = ("and then committed", Each(r => [r with { IsCommitted = true }])),
        ["a record is rewritten"] = ("none is rewritten", _ => Rewriting()),
        ["sums are those of an hour"] = ("is the sum of its records", _ => (method, args, call) =>
        {
            if (method.Name == "SumUsageAsync" && args[0] is UsageSpan span)
            {
                args[0] = span with { Until = DateTimeOffset.UtcNow.AddHours(1) };
            }

            return call();
        }
        ),
    };

    /// <summary>Room between the numbers for one more of each.</summary>
    private static UsageRecord At(UsageRecord record, int place) => record with { Sequence = (record.Sequence * 2) + place };

    private static Func<ITenantStore, Around> Each(Func<UsageRecord, UsageRecord[]> change) => _ => (method, _, call) => method.Name == nameof(ITenantStore.ReadUsageAsync)
        ? ChangedAsync((ValueTask<UsageRecordPage>)call()!, change)
        : call();

    private static Around Rewriting()
    {
        int pages = 0;
        return Each(r => [pages++ % 2 == 0 ? r : r with { Labels = new Dictionary<string, string> { ["page"] = $"{pages}" } }])(null!);
    }

    private static async ValueTask<UsageRecordPage> ChangedAsync(ValueTask<UsageRecordPage> reading, Func<UsageRecord, UsageRecord[]> change)
    {
        UsageRecordPage page = await reading;
        return page with { Records = [.. page.Records.SelectMany(change)] };
    }
}
