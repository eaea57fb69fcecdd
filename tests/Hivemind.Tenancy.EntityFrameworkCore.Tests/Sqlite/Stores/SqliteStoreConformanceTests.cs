using Hivemind.Tenancy.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>The contract of every store, on SQLite, with two hosts on one file.</summary>
public sealed class SqliteStoreConformanceTests
{
    public static TheoryData<string> Cases => [.. TenantStoreConformance.Cases.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Store_on_SQLite_keeps_the_contract(string name) =>
        TenantStoreConformance.RunAsync(name, CreateAsync, TestContext.Current.CancellationToken);

    private static async ValueTask<TenantStoreHarness> CreateAsync(CancellationToken cancellationToken)
    {
        SqliteFile file = new();
        TestClock clock = new();
        ServiceProvider first = await file.StartMigratedAsync(cancellationToken, clock);
        ServiceProvider second = file.Start(clock: clock);
        return new TenantStoreHarness(first.GetRequiredService<ITenantStore>(), clock)
        {
            SecondHost = second.GetRequiredService<ITenantStore>(),
            BreakAsync = async _ => await file.BreakAsync(),
            Cleanup = file.DisposeAsync,
        };
    }
}
