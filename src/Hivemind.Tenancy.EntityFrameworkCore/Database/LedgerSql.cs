namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>The statements over ledgers that every verb has in common, in a database's own words for a lock and for the time.</summary>
/// <param name="rowLock">What locks the row that is read.</param>
/// <param name="now">What stands for the store's time.</param>
internal sealed class LedgerSql(string rowLock, string now)
{
    /// <summary>Before the columns of the known resources, <see cref="ResourceColumns.Bounds"/> and <see cref="ResourceColumns.Counts"/>.</summary>
    public static readonly string[] Columns =
    [
        "tenant_id", "tenant_uid", "status", "grace_until", "change", "held_count", "committed_count", "share",
        .. ResourceColumns.Bounds, .. ResourceColumns.Counts,
    ];

    public static readonly string[] ResourceRowColumns = ["name", "quota", "grace", "total", "held", "threshold", "fired_at"];

    private static readonly string SelectLedger = $"SELECT {string.Join(", ", Columns)} FROM ledgers";
    private static readonly string SelectResources = $"SELECT tenant_id, {string.Join(", ", ResourceRowColumns)} FROM ledger_resources";

    private readonly string _lock = SelectLedger + " WHERE tenant_id = @p1" + rowLock;
    private readonly string _ended = AllocationSql.Select + $" AND ends_at <= {now} ORDER BY ends_at LIMIT @p2";
    private readonly string _allEnded = $"{AllocationSql.SelectAny} WHERE ends_at <= {now} AND tenant_id IN ";
    private readonly string _nextEnd = $"SELECT MIN(ends_at) FROM allocations WHERE tenant_id = @p1 AND ends_at > {now}";
    private readonly string _live = AllocationSql.Select + $" AND (expires_at IS NULL OR expires_at > {now})";

    /// <summary>The ledger, locked.</summary>
    public TenancyStatement Lock(TenantId tenantId) => new TenancyStatement(_lock).With(tenantId.Value);

    /// <summary>The ledger.</summary>
    public static TenancyStatement Find(TenantId tenantId) => new TenancyStatement(SelectLedger + " WHERE tenant_id = @p1").With(tenantId.Value);

    /// <summary>The ledgers.</summary>
    public static TenancyStatement Find(IReadOnlyCollection<string> tenantIds) =>
        new TenancyStatement($"{SelectLedger} WHERE tenant_id IN {TenancyStatement.In(1, tenantIds.Count)}").WithAll(tenantIds);

    /// <summary>One page of ledgers, the worst first.</summary>
    public static TenancyStatement Worst(UsageQuery query) => query.After is { } after
        ? new TenancyStatement(SelectLedger + " WHERE share < @p1 OR (share = @p1 AND tenant_id > @p2) ORDER BY share DESC, tenant_id LIMIT @p3")
            .With(after.Share).With(after.TenantId.Value).With(query.Limit)
        : new TenancyStatement(SelectLedger + " ORDER BY share DESC, tenant_id LIMIT @p1").With(query.Limit);

    public static TenancyStatement Resources(TenantId tenantId) => new TenancyStatement(SelectResources + " WHERE tenant_id = @p1").With(tenantId.Value);

    public static TenancyStatement Resources(IReadOnlyCollection<string> tenantIds) =>
        new TenancyStatement($"{SelectResources} WHERE tenant_id IN {TenancyStatement.In(1, tenantIds.Count)}").WithAll(tenantIds);

    /// <summary>What has ended, the oldest first.</summary>
    public TenancyStatement Ended(TenantId tenantId) => new TenancyStatement(_ended).With(tenantId.Value).With(AllocationRules.SweepLimit);

    /// <summary>All that has ended, for one that only looks.</summary>
    public TenancyStatement AllEnded(IReadOnlyCollection<string> tenantIds) =>
        new TenancyStatement(_allEnded + TenancyStatement.In(1, tenantIds.Count)).WithAll(tenantIds);

    /// <summary>When the first lease ends that has not.</summary>
    public TenancyStatement NextEnd(TenantId tenantId) => new TenancyStatement(_nextEnd).With(tenantId.Value);

    /// <summary>One live allocation in any of these namespaces.</summary>
    public TenancyStatement InNamespaces(TenantId tenantId, IReadOnlyCollection<string> namespaces) =>
        new TenancyStatement($"{_live} AND namespace IN {TenancyStatement.In(2, namespaces.Count)} LIMIT 1").With(tenantId.Value).WithAll(namespaces);

    /// <summary>Live allocations, to be continued.</summary>
    public string Live => _live;
}
