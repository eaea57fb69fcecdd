namespace Hivemind.Tenancy.Tests;

/// <summary>A host with one Active tenant that has budgets, and a clock, the store's too, that stands still until it is moved, forward or back.</summary>
internal sealed class BudgetHost : IDisposable
{
    private readonly QuotaHost _host;

    private BudgetHost(QuotaHost host) => _host = host;

    public IConsumptionManager Consumption => _host.Get<IConsumptionManager>();

    public QuotaHost Host => _host;

    public DateTimeOffset Now => _host.Now;

    public static TenantId TenantId => Some.TenantId;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<BudgetHost> StartAsync(
        StoreKind store, DateTimeOffset? at = null, Action<HivemindTenancyOptions>? options = null, params (string Meter, ConsumptionBudget Budget)[] budgets)
    {
        BudgetHost host = new(new QuotaHost(store, options));
        host.MoveTo(at ?? Some.Time);
        await host._host.CreateTenantAsync();
        await host.BudgetAsync(budgets);
        return host;
    }

    public void MoveTo(DateTimeOffset time) => _host.Clock.AdjustTime(time);

    public Task<Tenant> BudgetAsync(params (string Meter, ConsumptionBudget Budget)[] budgets) => _host.Tenants.UpdateTenantAsync(
        TenantId, t => t with { Budgets = budgets.ToDictionary(b => b.Meter, b => b.Budget) }, cancellationToken: Token).AsTask();

    public async Task<bool> ConsumeAsync(long amount, string? id = null, string meter = "tokens") =>
        (await Consumption.TryConsumeAsync(TenantId, new() { [meter] = amount }, id, Token)).IsAdmitted;

    public async Task<ConsumptionHold?> HoldAsync(long amount, string? id = null, TimeSpan? lease = null) =>
        (await Consumption.TryHoldAsync(TenantId, new() { ["tokens"] = amount }, lease, id, Token)).Hold;

    public async Task<BudgetUsage> SettleAsync(string id, long amount) =>
        (await Consumption.SettleAsync(TenantId, id, new() { ["tokens"] = amount }, Token)).Single();

    public async Task<long> CorrectAsync(long amount, string id) =>
        (await Consumption.CorrectAsync(TenantId, new() { ["tokens"] = amount }, id, "a mistake", Token))["tokens"];

    public async Task<BudgetUsage> UsageAsync(string meter = "tokens") => (await Consumption.GetBudgetsAsync(TenantId, Token)).Single(u => u.Meter == meter);

    public async Task<(long Used, long Held)> CountAsync(string meter = "tokens") => await UsageAsync(meter) is var usage ? (usage.Used, usage.Held) : default;

    public async Task<IReadOnlyList<ConsumptionWindow>> WindowsAsync(TenantReference? tenant = null) =>
        await Consumption.ReadConsumptionAsync(tenant ?? TenantId, new ConsumptionQuery(DateTimeOffset.MinValue, DateTimeOffset.MaxValue), Token);

    public void Dispose() => _host.Dispose();
}
