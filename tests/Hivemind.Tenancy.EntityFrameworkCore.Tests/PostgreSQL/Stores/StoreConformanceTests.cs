using Hivemind.Tenancy.Testing;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>The contract of every store, on PostgreSQL.</summary>
public sealed class StoreConformanceTests(ConformanceDatabase database) : IClassFixture<ConformanceDatabase>
{
    public static TheoryData<string> Cases => [.. TenantStoreConformance.Cases.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Store_on_PostgreSQL_keeps_the_contract(string name) =>
        TenantStoreConformance.RunAsync(name, database.CreateStoreAsync, TestContext.Current.CancellationToken);
}
