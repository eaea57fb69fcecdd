namespace TraceReplay;

/// <summary>The result of a replay; its members are those of the JSON output.</summary>
/// <param name="Totals">Over all tenants.</param>
/// <param name="Tenants">By tenant id.</param>
/// <param name="ElapsedSeconds">How long the replay took.</param>
/// <param name="OperationsPerSecond">Reservations, commits and releases, over that time.</param>
internal sealed record ReplayReport(
    ReplayTotals Totals, IReadOnlyDictionary<string, TenantTally> Tenants, double ElapsedSeconds, double OperationsPerSecond);
