using System.Globalization;
using Hivemind.Tenancy.Billing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.Dashboard.Tests.Usage;

/// <summary>A host whose time stands at <see cref="BusyTenant.Now"/>, with the tenant <c>acme</c> of <c>olga</c>.</summary>
internal sealed class UsageHost : IAsyncDisposable
{
    private UsageHost(DashboardHost host, TestClock clock, Tenant tenant) => (Host, Clock, Tenant) = (host, clock, tenant);

    public DashboardHost Host { get; }

    public TestClock Clock { get; }

    public Tenant Tenant { get; }

    public IConsumptionManager Consumption => Host.App.Services.GetRequiredService<IConsumptionManager>();

    public IBilling Billing => Host.App.Services.GetRequiredService<IBilling>();

    /// <summary>With days, the time stands so many days and a half before, for <see cref="BusyTenant.ReplayAsync"/>.</summary>
    public static async Task<UsageHost> StartAsync(
        Action<HivemindTenancyBuilder>? configure = null, Func<TenantSpec, TenantSpec>? change = null, Action<TenantDashboardOptions>? options = null, int days = 0)
    {
        TestClock clock = new();
        clock.SetUtcNow(days == 0 ? BusyTenant.Now : BusyTenant.Now.AddDays(-days).AddHours(-18));
        DashboardHost host = await DashboardHost.StartAsync(
            tenancy =>
            {
                tenancy.Services.AddSingleton<TimeProvider>(clock);
                tenancy.Services.AddSingleton<IStartupFilter>(new RequestCulture(CultureInfo.InvariantCulture));
                configure?.Invoke(tenancy);
            },
            options);
        return new UsageHost(host, clock, await host.AddTenantAsync("acme", change: change ?? BusyTenant.Spec));
    }

    /// <summary>The page of usage as a user sees it, whatever its status.</summary>
    public async Task<(int Status, string Page)> GetAsync(string user, string query = "", string tenant = "acme")
    {
        using HttpClient client = Host.Client(user);
        using HttpResponseMessage answer = await client.GetAsync(client.BaseAddress + $"/{tenant}/usage{query}", TestContext.Current.CancellationToken);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>What the page says to a user, without tags.</summary>
    public async Task<string> ReadAsync(string user, string query = "")
    {
        (int status, string page) = await GetAsync(user, query);
        status.Should().Be(200);
        return Html.Text(page);
    }

    public async Task<long> HoldAsync(string id, ResourceAmounts? amounts = null, bool commit = true, string? ns = null, string? source = null)
    {
        using TenantScope scope = TenantContext.System("test", "holds").Enter();
        ResourceReservation held = await Host.Quotas.ReserveAsync(
            Tenant, amounts ?? new ResourceAmounts { CpuCores = 1 }, new ReservationOptions { AllocationId = id, Namespace = ns, Source = source, Lease = TimeSpan.FromHours(2) });
        if (commit)
        {
            await held.CommitAsync();
        }

        return held.Admission;
    }

    public async Task<string[]> HeldAsync()
    {
        using TenantScope scope = TenantContext.System("test", "looks").Enter();
        return [.. (await Host.Quotas.ListAllocationsAsync(Tenant)).Select(a => a.Id)];
    }

    /// <summary>Lets a user do some things in the tenant, and no more.</summary>
    public async Task AllowAsync(string user, params Permission[] permissions)
    {
        using TenantScope scope = TenantContext.System("test", "binds").Enter();
        string role = $"role of {user}";
        await Host.Access.SetRoleAsync(new Role(role, permissions));
        await Host.Access.BindRoleAsync(new RoleBinding(RoleSubject.User(user), role, PermissionScope.Tenant(Tenant)));
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
