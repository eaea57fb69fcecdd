using System.Data.Common;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>
/// What one tenant holds, summed up from its stored rows within one transaction, and the decisions over it. A step begins with
/// <see cref="SweepAndSumAsync"/>, under the tenant's lock; one that can report events ends with <see cref="FireThresholdsAsync"/>,
/// which fires the thresholds that its outcome has crossed; others end with <see cref="SweepAndRearmAsync"/>.
/// </summary>
internal sealed class StoredLedger
{
    private readonly TenantRow _row;
    private readonly ThresholdState _thresholds;

    private StoredLedger(TenantRow row, LedgerTotals totals, DateTimeOffset now)
    {
        _row = row;
        _thresholds = new ThresholdState(row.Thresholds);
        Limits = new StoredLimits(row, now);
        Totals = totals;
    }

    public StoredLimits Limits { get; }

    public LedgerTotals Totals { get; }

    /// <summary>Deletes the holds that have ended, sums up what is live, and lets thresholds fire again that it has fallen below.</summary>
    public static async ValueTask<StoredLedger> SweepAndSumAsync(
        TenancyDbContext context, TenantRow row, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await AllocationSql.SweepAsync(context, row.Id, now, cancellationToken).ConfigureAwait(false);
        StoredLedger ledger = await ReadAsync(context, row, now, cancellationToken).ConfigureAwait(false);
        ledger._thresholds.Rearm(ledger.Limits, ledger.Totals);
        return ledger;
    }

    /// <summary>Sums up what is live and changes nothing.</summary>
    public static async ValueTask<StoredLedger> ReadAsync(
        TenancyDbContext context, TenantRow row, DateTimeOffset now, CancellationToken cancellationToken) =>
        new(row, await AllocationSql.SumAsync(context, row.Id, now, cancellationToken).ConfigureAwait(false), now);

    /// <summary>If thresholds have fired: deletes the holds that have ended, and lets thresholds fire again that the total has fallen below.</summary>
    public static async ValueTask SweepAndRearmAsync(TenancyDbContext context, TenantRow row, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (row.Thresholds is not null)
        {
            StoredLedger ledger = await SweepAndSumAsync(context, row, now, cancellationToken).ConfigureAwait(false);
            await ledger.SaveThresholdsAsync(context, cancellationToken).ConfigureAwait(false);
        }
    }

    public bool Fits(ResourceAmounts asked, ResourceAmounts? held = null) => QuotaCheck.Fits(Limits, Totals, asked, held);

    /// <summary>For each resource that <see cref="Fits"/> found too small: by how much, and when a hold of it ends.</summary>
    public async ValueTask<QuotaDecision> ExplainAsync(
        TenancyDbContext context, ResourceAmounts asked, ResourceAmounts? held, DateTimeOffset now, CancellationToken cancellationToken)
    {
        List<AllocationRow> holds = await AllocationSql.ListHoldsAsync(context, _row.Id, now, cancellationToken).ConfigureAwait(false);
        return QuotaCheck.Explain(Limits, Totals, holds, asked, held);
    }

    /// <summary>Fires what has been crossed, each once until it re-arms, and stores that.</summary>
    public async ValueTask<List<TenancyEvent>> FireThresholdsAsync(
        TenancyDbContext context, IReadOnlyList<int> percents, DateTimeOffset now, CancellationToken cancellationToken)
    {
        List<TenancyEvent> crossings = _thresholds.Fire(Limits, Totals, percents, TenantId.Parse(_row.Id), now);
        await SaveThresholdsAsync(context, cancellationToken).ConfigureAwait(false);
        return crossings;
    }

    /// <summary>What is held as of <paramref name="now"/>.</summary>
    public TenantUsage Usage(DateTimeOffset now)
    {
        List<ResourceUsage> resources = [];
        for (int i = 0; i < ResourceUnits.Count; i++)
        {
            long? quota = Limits.Quotas[i];
            resources.Add(new ResourceUsage(
                ResourceUnits.NameOf(i),
                ResourceUnits.ToUnit(i, Totals.Total[i] - Totals.Held[i]),
                ResourceUnits.ToUnit(i, Totals.Held[i]),
                quota is null ? null : ResourceUnits.ToUnit(i, quota.Value),
                quota is null ? null : ResourceUnits.ToUnit(i, Limits.Known[i])));
        }

        foreach (string resource in Totals.OtherNames.Union(Limits.OtherNames).Order(StringComparer.Ordinal))
        {
            ResourceSum sum = Totals.Other(resource);
            bool isLimited = Limits.OtherQuotas.TryGetValue(resource, out long quota);
            resources.Add(new ResourceUsage(
                resource,
                ResourceUnits.ToUnit(resource, sum.Total - sum.Held),
                ResourceUnits.ToUnit(resource, sum.Held),
                isLimited ? ResourceUnits.ToUnit(resource, quota) : null,
                isLimited ? ResourceUnits.ToUnit(resource, Limits.Other(resource)) : null));
        }

        return new TenantUsage(TenantId.Parse(_row.Id), now, resources, Totals.HeldCount, Totals.CommittedCount, Limits.Grace);
    }

    /// <summary>Stores which thresholds are crossed, if that changed.</summary>
    public async ValueTask SaveThresholdsAsync(TenancyDbContext context, CancellationToken cancellationToken)
    {
        string? thresholds = _thresholds.ToJson();
        if (thresholds == _row.Thresholds)
        {
            return;
        }

        DbCommand command = context.Command("UPDATE tenants SET thresholds = @thresholds WHERE id = @id");
        await using (command.ConfigureAwait(false))
        {
            command.Add("@thresholds", thresholds);
            command.Add("@id", _row.Id);
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }

        _row.Thresholds = thresholds;
    }
}
