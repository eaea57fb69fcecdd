using Hivemind.Tenancy.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>A host whose endpoints consume, on a clock that stands still, and how often they ran.</summary>
internal sealed class BudgetHost : IAsyncDisposable
{
    private int _ran;

    private BudgetHost()
    {
    }

    /// <summary>2026-01-02 03:04:05 UTC at first: 55 s before the minute ends.</summary>
    public TestClock Clock { get; } = new();

    public WebTestHost Web { get; private set; } = null!;

    public int Ran => Volatile.Read(ref _ran);

    public static async Task<BudgetHost> StartAsync(
        Action<WebApplication, Func<string>> map, Action<IServiceCollection>? services = null, Action<WebApplication>? pipeline = null)
    {
        BudgetHost host = new();
        host.Web = await WebTestHost.StartAsync(
            map: app => map(app, host.Run),
            services: added =>
            {
                added.AddSingleton<TimeProvider>(host.Clock);
                services?.Invoke(added);
            },
            pipeline: pipeline);
        return host;
    }

    public async Task BudgetAsync(string meter, long limit, CalendarUnit window = CalendarUnit.Minute, bool isPostPaid = false, TenantId? tenant = null) =>
        await Web.Tenants.UpdateTenantAsync(
            tenant ?? WebTestHost.Acme,
            t => t with { Budgets = new Dictionary<string, ConsumptionBudget>(t.Budgets) { [meter] = new(limit, window) { IsPostPaid = isPostPaid } } },
            cancellationToken: TestContext.Current.CancellationToken);

    public async Task<long> UsedAsync(string meter, TenantId? tenant = null)
    {
        IReadOnlyList<BudgetUsage> usages = await Web.Services.GetRequiredService<IConsumptionManager>()
            .GetBudgetsAsync(tenant ?? WebTestHost.Acme, TestContext.Current.CancellationToken);
        return usages.FirstOrDefault(u => u.Meter == meter).Used;
    }

    public Task<HttpResponseMessage> GetAsync(string path = "/x") => Web.GetAsync(path, "alice", "acme");

    public ValueTask DisposeAsync() => Web.DisposeAsync();

    private string Run()
    {
        Interlocked.Increment(ref _ran);
        return "in";
    }
}
